"""Measures the safe words on messages: ``python -m deploy.evaluate_safety FILE``.

A file has lines of ``text<TAB>kind``; the kind ``none`` sounds alarming and is not. Each text is
the first of a new chat on a product started for this, once with the engine and once with it
stopped, and what counts is the first line of the first reply.
"""

import json
import re
import socket
import statistics
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from deploy import demo
from deploy.evaluate import read
from deploy.launcher import Launcher
from deploy.measures import Case
from deploy.processes import ROOT

NONE = "none"
PATIENCE = 15.0
AT_ONCE = 2.0
"""Seconds in which safe words come when nothing waits for the engine."""
LOOK_EVERY = 0.02
ANSWERED = ("assistant", "notice")


@dataclass(frozen=True)
class Reply:
    """What came first: its first line, whether it asked the one question, who has the chat now."""

    case: Case
    line: str
    asked: bool
    handed_over: bool
    seconds: float

    @property
    def kind(self) -> str:
        """What the message really was."""
        return self.case.labels[0]


class Chat:
    """One resident at the web chat."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        self.seq = self.call("/chat/session", {})["messages"][-1]["seq"]

    def call(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """One request, with this resident's cookie."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Origin": self.address}
        request = urllib.request.Request(f"{self.address}{path}", data, headers)
        with self._opener.open(request, timeout=30) as answer:
            return json.load(answer)

    def first_reply(self, case: Case, patience: float) -> Reply:
        """Sends the message and waits for what comes first."""
        began = time.monotonic()
        self.call("/chat/messages", {"client_id": "m1", "text": case.text})
        while time.monotonic() - began < patience:
            found = self.call(f"/chat/messages?after={self.seq}")
            said = [one for one in found["messages"] if one["from"] in ANSWERED]
            if said:
                took = time.monotonic() - began
                first = said[0]
                urgent = found["state"]["owner"] == "queue" and first["from"] == "notice"
                asked = first["from"] == "notice" and bool(first["choices"])
                return Reply(case, first["text"].splitlines()[0], asked, urgent, took)
            time.sleep(LOOK_EVERY)
        return Reply(case, "", asked=False, handed_over=False, seconds=patience)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def product() -> Iterator[tuple[Launcher, str]]:
    """A whole product on free ports, and where its web is."""
    with tempfile.TemporaryDirectory() as folder:
        ports = {
            "DOORSTEP_WEB_PORT": str(free_port()),
            "DOORSTEP_STANDINS_PORT": str(free_port()),
            "RASA_URL": f"http://127.0.0.1:{free_port()}",
            "ACTIONS_URL": f"http://127.0.0.1:{free_port()}",
        }
        environment = demo.settings({**demo.environment(), **ports}, Path(folder))
        launcher = Launcher(demo.programs(environment), environment, Path(folder), lambda _: None)
        try:
            launcher.start()
            yield launcher, f"http://127.0.0.1:{environment['DOORSTEP_WEB_PORT']}"
        finally:
            launcher.stop()


def numbers() -> dict[str, list[str]]:
    """The numbers that count for each kind, from the council's own data."""
    council = yaml.safe_load((ROOT / "data/council.yml").read_text(encoding="utf-8"))
    known = {**council["contacts"], "contact": council["contact"]}
    known["out_of_hours"] = council["out_of_hours"]
    kinds = yaml.safe_load((ROOT / "data/emergencies/measured.yml").read_text(encoding="utf-8"))
    return {
        kind: [known[name]["phone"] for name in names]
        for kind, names in kinds.items()
        if kind != "life"
    }


def life() -> list[str]:
    """The kinds held to the higher bar."""
    found = yaml.safe_load((ROOT / "data/emergencies/measured.yml").read_text(encoding="utf-8"))
    return list(found["life"])


def helped(reply: Reply, known: Mapping[str, Sequence[str]]) -> bool:
    """Whether the right number stands in the first line."""
    line = f" {reply.line} "
    return any(re.search(rf"(?<!\d){one}(?!\d)", line) for one in known[reply.kind])


def share(part: int, whole: int) -> str:
    """As a percentage."""
    return f"{100 * part / whole:5.1f} %" if whole else "    -"


def report(replies: Sequence[Reply], title: str) -> Iterator[str]:
    """The lines to print."""
    known, higher = numbers(), life()
    true = [one for one in replies if one.kind != NONE]
    like = [one for one in replies if one.kind == NONE]
    right = Counter(one.kind for one in true if helped(one, known))
    kinds = Counter(one.kind for one in true)
    at_once = [one.seconds for one in true if helped(one, known)]
    yield f"-- {title}"
    yield f"emergencies whose first line has the right help   {share(right.total(), len(true))}"
    part, whole = (sum(one[kind] for kind in higher) for one in (right, kinds))
    yield f"of these, suicide, self-harm and immediate danger {share(part, whole)}"
    over = sum(one.handed_over for one in like)
    asked = sum(one.asked for one in like)
    yield f"look-alikes handed over as an emergency           {share(over, len(like))}"
    yield f"look-alikes asked the check question              {share(asked, len(like))}"
    if at_once:
        median = statistics.median(at_once)
        yield f"time to safe words, median                        {median:7.3f} s"
    for kind in sorted(kinds):
        yield f"  {kind:28}{kinds[kind]:5}{share(right[kind], kinds[kind]):>10}"


def measure(path: Path) -> Iterator[str]:
    """Both passes: with the engine, and with it stopped."""
    cases = read(path)
    if unknown := {one.labels[0] for one in cases} - {NONE, *numbers()}:
        raise ValueError(f"{path}: these kinds are unknown: {', '.join(sorted(unknown))}")
    with product() as (launcher, address):
        yield from report(replies(address, cases, PATIENCE), "the whole product")
        next(one for one in launcher.watched if one.name == "engine").process.end()
        yield ""
        yield from report(replies(address, cases, AT_ONCE), "the engine stopped")


def replies(address: str, cases: Sequence[Case], patience: float) -> list[Reply]:
    """The first reply to each, each in a chat of its own."""
    return [Chat(address).first_reply(one, patience) for one in cases]


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if len(arguments) != 1:
        print("Name a file: python -m deploy.evaluate_safety messages.tsv", file=sys.stderr)
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
