"""How many who need help early end with a service that fits and whose opening is known.

A patient resident answers what is asked: anywhere, it can wait, no where danger was feared, the
home is their own; and presses the button that names their need, or that shows the help offered,
where there is one. Our own messages are early_help.tsv, which nothing is trained on; others are
measured where ../shared/evaluation is beside the project.
"""

import re
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml

from actions.topics import load_topics
from deploy.evaluate import read
from deploy.measures import Case
from tests.sources import ROOT
from tests.stack import Message, Resident, Stack, until

OWN = Path(__file__).with_name("early_help.tsv")
MEASURED = ROOT.parent / "shared" / "evaluation" / "residents_dev.tsv"
# The bar is 90 %; 99 % of our own and 94 % of the measured were reached, and less is a fault.
FLOORS = {OWN: 0.93, MEASURED: 0.90}
AT_ONCE = 3
MOST_QUESTIONS = 6
PRESSED = ("Anywhere", "It can wait", "No", "No, not now", "I own it", "Show me")
HELPED, BY_NAME = "helped", "helped, by pressing a name"
MORE_COMES_WITHIN, POLL = 2.0, 0.1
KNOWN_OPENING = re.compile(r"^(Open now|Opens today|Next open)", re.MULTILINE)
NEEDS = yaml.safe_load((ROOT / "data/find_help/needs.yml").read_text(encoding="utf-8"))["needs"]


def patient(resident: Resident, text: str, needs: Sequence[str]) -> str:
    """Writes, answers what is asked until help is told, and returns all that was said."""
    heard = to_the_end(resident, resident.say(text))
    for _ in range(MOST_QUESTIONS):
        button = pressed(heard, needs)
        if button is None or ends_with_help("\n\n".join(resident.transcript()), needs):
            break
        heard = to_the_end(resident, resident.choose(button))
    return "\n\n".join(resident.transcript())


def to_the_end(resident: Resident, heard: list[Message]) -> list[Message]:
    """What was said, with what the assistant says after a notice that goes on; a notice with
    buttons waits for its answer, and one that fetches a person is the last word."""
    while not any(one["from"] == "assistant" or one["choices"] for one in heard):
        more = until(lambda: resident.new() or gone(resident), "what comes after the notice")
        if more is True:
            break
        heard = [*heard, *more]
    return [*heard, *what_follows(resident)] if not any(one["choices"] for one in heard) else heard


def what_follows(resident: Resident) -> list[Message]:
    """What is said a little later, of the other request in the same message."""
    end = time.monotonic() + MORE_COMES_WITHIN
    while not gone(resident) and time.monotonic() < end:
        if more := resident.new():
            return more
        time.sleep(POLL)
    return []


def gone(resident: Resident) -> bool:
    """Whether a person is to answer now."""
    return bool(resident.state()["owner"] != "assistant")


def pressed(heard: Sequence[Message], needs: Sequence[str]) -> str | None:
    """The button that goes on, if one was offered: the need by its name before any other."""
    offered = [choice["label"] for one in heard for choice in one["choices"]]
    named = [load_topics()[need].title for need in needs if need in NEEDS]
    return next((one for one in (*named, *PRESSED) for label in offered if label == one), None)


def ends_with_help(said: str, needs: Sequence[str]) -> bool:
    """Whether a service was told that fits one of the needs and says when it opens."""
    reasons = [term["why"] for need in needs if need in NEEDS for term in NEEDS[need]["terms"]]
    cards = [part for part in said.split("\n\n") if "Fits because" in part]
    return any(
        KNOWN_OPENING.search(card) and any(f"Fits because {why}." in card for why in reasons)
        for card in cards
    )


def helped(stack: Stack, cases: Sequence[Case]) -> float:
    """The share that ends with help; what else became of the others is printed by kind."""

    def ended(case: Case) -> str:
        resident = stack.resident()
        said = patient(resident, case.text, case.labels)
        if ends_with_help(said, case.labels):
            names = [f"resident: {topic.title}" for topic in map(load_topics().get, NEEDS) if topic]
            return BY_NAME if any(name in said.split("\n\n") for name in names) else HELPED
        return f"{case.labels[0]}: {resident.state()['owner']}"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = Counter(pool.map(ended, cases))
    sys.stdout.write(f"\n{len(cases)} messages: {dict(found)}\n")
    return (found[HELPED] + found[BY_NAME]) / len(cases)


def test_our_own_messages_end_with_a_fitting_service(stack: Stack) -> None:
    cases = read(OWN)
    assert {one.labels[0] for one in cases} == {*NEEDS}
    assert helped(stack, cases) >= FLOORS[OWN]


def test_measured_messages_end_with_a_fitting_service(stack: Stack) -> None:
    if not MEASURED.exists():
        pytest.skip("measured messages missing: ../shared/evaluation/residents_dev.tsv")
    cases = [one for one in read(MEASURED) if one.labels[0] in NEEDS]
    assert helped(stack, cases) >= FLOORS[MEASURED]
