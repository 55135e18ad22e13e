"""Measures how well residents are understood: ``make evaluate FILE=messages.tsv``.

A file has lines of ``text<TAB>label``, a label being the name of an intent; a third column names
another label that would do. In a file whose header says ``label1`` and ``label2`` each message
holds two requests; under ``entities`` stands what each names. Each text is asked of a real engine
through its ``/model/parse``. Under ``text`` and ``kind`` each is one for the safe words, and
evaluate_safety.py measures it on a whole product.
"""

import json
import socket
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy import demo, entities, measures
from deploy.measures import FALLBACK, OUT_OF_SCOPE, Case, Judged, share
from deploy.pages import page
from deploy.processes import ROOT, Process

READY_WITHIN = 60.0
SAVED = ROOT / "var/evaluate"
HEADER = "text"
CHANGED = 0.0005
LONDON = ZoneInfo("Europe/London")


def rows(path: Path) -> list[list[str]]:
    """The lines of a file, cut at their tabs."""
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [line.split("\t") for line in lines if line.strip()]
    if short := [at for at, row in enumerate(found, 1) if len(row) < 2]:
        raise ValueError(f"{path}: line {short[0]} has no label")
    return found


def read(path: Path) -> list[Case]:
    """The cases of a file; a header row, which calls its first column text, is left out."""
    return [
        Case(text, tuple(one.strip() for one in labels if one.strip()))
        for at, (text, *labels) in enumerate(rows(path))
        if at or text != HEADER
    ]


def names_things(path: Path) -> bool:
    """Whether a file says which places and things its messages name."""
    return path.read_text(encoding="utf-8").splitlines()[:1] == ["\t".join(entities.HEADER)]


def holds_two(path: Path) -> bool:
    """Whether each message of a file holds two requests."""
    return rows(path)[:1] == [["text", "label1", "label2"]]


def is_of_safety(path: Path) -> bool:
    """Whether a file says of each message which kind of emergency it is, or none."""
    return rows(path)[:1] == [["text", "kind"]]


def judged(
    case: Case, answer: Mapping[str, Any], besides: Mapping[str, Any] | None = None
) -> Judged:
    """A case and the engine's answer to it, and to the part of it that would be asked about."""
    ranking = tuple(
        (str(one["name"]), float(one["confidence"]))
        for one in answer.get("intent_ranking") or []
        if one["name"] != FALLBACK
    )
    understood = answer["intent"]["name"] != FALLBACK
    sure = ranking[0][1] if ranking and understood else 0.0
    if "in_scope" not in answer and ranking and ranking[0][0] == OUT_OF_SCOPE:
        sure = -ranking[0][1]  # the surer of that, the less it is ours
    ours = float(answer.get("in_scope", sure))
    requests = tuple(map(str, answer.get("requests") or [answer["intent"]["name"]]))
    asked = tuple(str(one["name"]) for one in (besides or {}).get("intent_ranking") or ())
    return Judged(case, ranking, understood, ours, requests, asked)


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


def parsed(text: str, address: str) -> dict[str, Any]:
    """What the engine makes of a message."""
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def ask(case: Case, address: str) -> Judged:
    """Asks the engine what a message means."""
    answer = parsed(case.text, address)
    half = answer.get("perhaps")
    return judged(case, answer, half and parsed(half["text"], address))


def things(path: Path) -> Iterator[str]:
    """The lines to print for a file that says what its messages name."""
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    with engine() as address:
        today = datetime.now(LONDON).date()
        found = [
            entities.Named(
                text,
                entities.read(row, today),
                entities.found(text, parsed(text, address)),
            )
            for text, *row in (line.split("\t") for line in lines)
        ]
    yield from entities.report(found)


def report(found: Sequence[Judged], before: Mapping[str, float]) -> Iterator[str]:
    """The lines to print: in all, label by label with what it is taken for, what is confused."""
    yield f"messages {len(found)}, of these the council's business {sum(o.ours for o in found)}"
    for name, figure in measures.figures(found).items():
        yield f"{name:30}{100 * figure:6.1f} %{_change(figure, before.get(name))}"
    yield ""
    yield f"{'label':28}{'messages':>9}{'right':>9}{'in 3':>9}  mostly taken for"
    for label in sorted({one.case.labels[0] for one in found}):
        own = [one for one in found if one.case.labels[0] == label]
        taken = [f"{said} ({n})" for (true, said), n in measures.confusions(own, 2) if true]
        right = 100 * share(own, lambda one: one.right)
        top = 100 * share(own, lambda one: one.among_choices)
        yield f"{label:28}{len(own):9}{right:7.1f} %{top:7.1f} %  {', '.join(taken)}".rstrip()
    yield ""
    yield "most often confused"
    for (true, said), count in measures.confusions(found):
        yield f"  {count:3}  {true} taken for {said}"


def both_found(found: Sequence[Judged]) -> Iterator[str]:
    """The lines to print for messages with two requests."""
    yield f"messages with two requests    {len(found)}"
    yield f"both found                    {100 * share(found, lambda one: one.both):6.1f} %"
    yield f"both handled, one question    {100 * share(found, lambda one: one.handled):6.1f} %"
    asked = share(found, lambda one: bool(one.besides))
    yield f"asked about a second          {100 * asked:6.1f} %"
    one = share(found, lambda one: bool(set(one.requests) & set(one.case.labels)))
    yield f"at least one found            {100 * one:6.1f} %"
    for each in found:
        if not each.both:
            wanted, got = (" + ".join(some) for some in (each.case.labels, each.requests))
            yield f"  {wanted} taken for {got}"


def _change(figure: float, before: float | None) -> str:
    if before is None or abs(figure - before) < CHANGED:
        return ""
    return f"  ({100 * (figure - before):+.1f} since the last run)"


def measure(path: Path) -> Iterator[str]:
    """Asks, prints, keeps the figures for the next run and writes the page."""
    if names_things(path):
        yield from things(path)
        return
    if is_of_safety(path):
        from deploy import evaluate_safety  # it reads its cases with this module

        yield from evaluate_safety.measure(path)
        return
    cases = read(path)
    if not cases:
        raise ValueError(f"{path} holds no messages")
    with engine() as address:
        found = [ask(case, address) for case in cases]
    if holds_two(path):
        yield from both_found(found)
        return
    SAVED.mkdir(parents=True, exist_ok=True)
    kept = SAVED / f"{path.stem}.json"
    before = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    lines = list(report(found, before))
    kept.write_text(json.dumps(measures.figures(found)), encoding="utf-8")
    html = kept.with_suffix(".html")
    html.write_text(page(path.name, lines, found), encoding="utf-8")
    yield from lines
    yield f"\nwith plots: {html.relative_to(ROOT)}"


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if len(arguments) != 1:
        print("Name a file: make evaluate FILE=messages.tsv", file=sys.stderr)
        return 2
    try:
        for line in measure(Path(arguments[0])):
            print(line, flush=True)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
