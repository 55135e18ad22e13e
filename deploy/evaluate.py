"""Measures how well residents are understood: ``make evaluate FILE=messages.tsv``.

A file has lines of ``text<TAB>label``, a label being the name of an intent; a third column names
another label that would do. Each text is asked of a real engine through its ``/model/parse``.
"""

import json
import socket
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from deploy import demo
from deploy.processes import Process

FALLBACK = "nlu_fallback"
OUT_OF_SCOPE = "out_of_scope"
CHOICES = 3
READY_WITHIN = 60.0


class Case(NamedTuple):
    """One message and the labels that are right for it."""

    text: str
    labels: tuple[str, ...]


class Judged(NamedTuple):
    """A case and what the engine made of it, likeliest first."""

    case: Case
    ranking: tuple[str, ...]

    @property
    def right(self) -> bool:
        return self.ranking[0] in self.case.labels

    @property
    def among_choices(self) -> bool:
        return any(one in self.case.labels for one in self.ranking[:CHOICES])


def read(path: Path) -> list[Case]:
    """The cases of a file; a header row is left out."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    if short := [at for at, row in enumerate(rows, 1) if len(row) < 2]:
        raise ValueError(f"{path}: line {short[0]} has no label")
    return [
        Case(text, tuple(one.strip() for one in labels if one.strip()))
        for text, *labels in rows
        if (text, labels[0]) != ("text", "label")
    ]


def ranked(answer: dict[str, object]) -> tuple[str, ...]:
    """The intents of a parse, likeliest first; what is not understood is out of scope."""
    top = answer["intent"]
    ranking = answer.get("intent_ranking") or []
    assert isinstance(top, dict) and isinstance(ranking, list)
    names = [str(top["name"]), *(str(one["name"]) for one in ranking)]
    readable = [OUT_OF_SCOPE if one == FALLBACK else one for one in names]
    return tuple(dict.fromkeys(readable))


@contextmanager
def engine() -> Iterator[str]:
    """The address of ``/model/parse`` of an engine started for this."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        given = {**demo.environment(), "RASA_URL": f"http://127.0.0.1:{port}"}
        settings = demo.settings(given, Path(folder))
        program = next(one for one in demo.programs(settings) if one.name == "engine")
        process = Process(program, settings, Path(folder))
        process.start()
        try:
            until = time.monotonic() + READY_WITHIN
            while not process.is_ready():
                if process.exit_code() is not None or time.monotonic() > until:
                    raise ValueError(f"the engine did not start: {process.last_words()}")
                time.sleep(0.1)
            yield f"{settings['RASA_URL']}/model/parse?token={settings['RASA_TOKEN']}"
        finally:
            process.stop()


def judge(case: Case, address: str) -> Judged:
    """Asks the engine what a message means."""
    body = json.dumps({"text": case.text}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return Judged(case, ranked(json.load(answer)))


def share(judged: Sequence[Judged], what: str) -> str:
    """Of how many something is true, as a percentage."""
    return f"{100 * sum(getattr(one, what) for one in judged) / len(judged):5.1f} %"


def report(judged: Sequence[Judged]) -> Iterator[str]:
    """The lines to print: in all, then label by label with what it is taken for."""
    yield f"messages     {len(judged)}"
    yield f"accuracy     {share(judged, 'right')}"
    yield f"in top {CHOICES}     {share(judged, 'among_choices')}"
    yield ""
    yield f"{'label':28}{'messages':>9}{'right':>9}{'top 3':>9}  mostly taken for"
    for label in sorted({one.case.labels[0] for one in judged}):
        own = [one for one in judged if one.case.labels[0] == label]
        wrong = Counter(one.ranking[0] for one in own if not one.right).most_common(2)
        taken = ", ".join(f"{name} ({count})" for name, count in wrong)
        right, top = share(own, "right"), share(own, "among_choices")
        yield f"{label:28}{len(own):9}{right:>9}{top:>9}  {taken}".rstrip()


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if len(arguments) != 1:
        print("Name a file: make evaluate FILE=messages.tsv", file=sys.stderr)
        return 2
    try:
        cases = read(Path(arguments[0]))
        if not cases:
            raise ValueError(f"{arguments[0]} holds no messages")
        with engine() as address:
            judged = [judge(case, address) for case in cases]
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    print("\n".join(report(judged)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
