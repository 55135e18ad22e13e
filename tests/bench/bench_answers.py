"""`make bench`: how fast the running product acknowledges and answers, and what it needs for it.

Not collected with the other tests: its figures are for people, on a machine that does nothing else.
"""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

import pytest

from tests.stack import Resident, Stack

# One report to the end, a bin day and small talk: forms, look-ups and plain answers.
MESSAGES = (
    "there's a sofa dumped on Heaton Lane",
    "no number, it's by the garages",
    "thanks",
    "never mind, cancel that",
    "what day are my bins",
    "I want to talk about something else",
    "hello",
)
CHATS = 6
AT_ONCE = 10
# Looking often is exact for one resident; ten who look that often would measure their own looking.
LOOK_EVERY = 0.01
LOOK_EVERY_TOGETHER = 0.1
GIVE_UP = 20.0


class Timed(NamedTuple):
    """Seconds until a message was acknowledged and until it was answered."""

    acknowledged: float
    answered: float


def timed(resident: Resident, text: str, look_every: float) -> Timed:
    """Sends one message and measures."""
    began = time.perf_counter()
    seq = resident.send(text=text).json()["seq"]
    acknowledged = time.perf_counter() - began
    while all(one["from"] == "resident" for one in resident.update(after=seq)["messages"]):
        assert time.perf_counter() - began < GIVE_UP, text
        time.sleep(look_every)
    return Timed(acknowledged, time.perf_counter() - began)


def chat(stack: Stack, look_every: float = LOOK_EVERY) -> Iterator[Timed]:
    """One resident's conversation."""
    resident = stack.resident()
    for text in MESSAGES:
        yield timed(resident, text, look_every)


def percentiles(name: str, seconds: list[float]) -> str:
    """One line of the table, in milliseconds."""
    cuts = quantiles(seconds, n=100)
    return f"{name:34}{len(seconds):6}{cuts[49] * 1000:9.0f}{cuts[94] * 1000:9.0f}"


def memory(stack: Stack, name: str) -> int:
    """Megabytes that a process holds (Linux)."""
    popen = stack.processes[name].popen
    status = Path(f"/proc/{popen.pid if popen else 0}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


@pytest.mark.both_databases
def test_how_fast_messages_are_answered(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    list(chat(stack))
    one_by_one = [one for _ in range(CHATS) for one in chat(stack)]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        chats = pool.map(lambda _: list(chat(stack, LOOK_EVERY_TOGETHER)), range(AT_ONCE))
        together = [one for answered in chats for one in answered]
    lines = [f"{'milliseconds':34}{'n':>6}{'p50':>9}{'p95':>9}"]
    for name, found in (("one at a time", one_by_one), (f"{AT_ONCE} at once", together)):
        lines.append(percentiles(f"acknowledged, {name}", [one.acknowledged for one in found]))
        lines.append(percentiles(f"answered, {name}", [one.answered for one in found]))
    lines += [f"memory of {name:24}{memory(stack, name):6} MB" for name in stack.processes]
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201
