"""Every journey under tests/conversations, by text: no payload, and few fragments for a turn."""

import re
import statistics
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from integrations.notify.fragments import count
from tests.conversations.steps import MOST_QUESTIONS, READ_BACK
from tests.phones import PAYLOAD, Phone
from tests.sources import document, files
from tests.stack import Message, Stack

AT_ONCE = 16
"""Most of a journey by text is waiting for what else is said."""
LISTED = re.compile(r"^1 ", re.MULTILINE)


def journeys() -> list[dict[str, Any]]:
    """Those of the council's own world: another world is another's test."""
    every = [one for path in files("tests/conversations", suffix=".yml") for one in document(path)]
    return [one for one in every if "world" not in one]


def play(stack: Stack, journey: dict[str, Any]) -> Phone:
    """Says what the resident says; what is answered is other tests' business."""
    phone = Phone(stack)
    heard: list[Message] = []
    for step in journey["steps"]:
        ((kind, wanted),) = step.items()
        if kind in ("resident", "choose"):
            heard = phone.tells(wanted)
        elif kind == "answers":
            for _ in range(MOST_QUESTIONS):
                question = heard[-1]["text"] if heard else READ_BACK
                if READ_BACK in question:
                    break
                heard = phone.tells(reply(question, wanted))
    return phone


def reply(question: str, known: dict[str, str]) -> str:
    first = "1" if LISTED.search(question) else "skip"
    return next((said for part, said in known.items() if part in question), first)


def test_every_journey_in_few_fragments_and_never_a_payload(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        phones = list(pool.map(lambda one: play(stack, one), journeys()))
    turns = [turn for phone in phones for turn in phone.turns()]
    assert not [text for turn in turns for text in turn if PAYLOAD.search(text)]
    charged = [sum(count(text) for text in turn) for turn in turns]
    median, mean = statistics.median(charged), statistics.mean(charged)
    with capsys.disabled():
        told = f"{len(phones)} journeys, {len(charged)} turns: median {median}, mean {mean:.2f}"
        print(f"\n{told}, most {max(charged)} fragments")  # noqa: T201
    assert len(charged) > 2 * len(phones)
    assert median <= 1.5, sorted(charged)
