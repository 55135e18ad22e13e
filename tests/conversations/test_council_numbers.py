"""A council's own numbers, in a copy of data/council.yml: what is said and done follows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from integrations.council import FILE
from tests.conversations.steps import Player
from tests.stack import Stack

STREET = 53.4104, -2.1652
FURTHER = {"service_code": "POTHOLE", "lat": STREET[0] + 0.0009, "long": STREET[1]}
"""A hundred metres on, reported three days ago."""
Steps = list[dict[str, Any]]


@dataclass(frozen=True)
class Number:
    """Where it is in the file, what another council has there, and a conversation with what is said
    by our file and by the other."""

    where: tuple[str, ...]
    value: Any
    steps: Steps
    ours: str
    theirs: str
    ends: tuple[dict[str, Any], ...] = ()


POTHOLE: Steps = [
    {"resident": "deep hole in the road on Heaton Lane"},
    {"answers": {}},
    {"resident": "yes"},
]
COMPLAINS: Steps = [
    {"resident": "your officer was rude to my mum and hung up on her, I want to complain"},
    {"resident": "skip"},
    {"resident": "yes log it"},
]
NUMBERS = {
    "distance": Number(
        ("reports", "kinds", "pothole", "metres"),
        300,
        [
            {"reported": [{**FURTHER, "requested_datetime": -3}]},
            {"resident": "deep hole in the road on Heaton Lane"},
        ],
        "nearest to?",
        "Is yours the same one?",
    ),
    "days": Number(
        ("reports", "kinds", "pothole", "days"),
        2,
        POTHOLE,
        "aims to look at it by Monday 12 January",
        "aims to look at it by Wednesday 7 January",
        ({"logged": {"service_code": "POTHOLE"}},),
    ),
    "aim": Number(
        ("reports", "kinds", "pothole", "aim"),
        "fix",
        POTHOLE,
        "aims to look at it by Monday 12 January",
        "aims to fix it by Monday 12 January",
        ({"logged": {"service_code": "POTHOLE"}},),
    ),
    "phone": Number(
        ("contact", "phone"),
        "0161 496 0001",
        [{"resident": "manhole cover has gone on Heaton Lane and there's just an open hole"}],
        "Please call 0161 217 6111 now",
        "Please call 0161 496 0001 now",
        ({"resident": "no I'll ring them"},),
    ),
    "owner's phone": Number(
        ("contacts", "united_utilities", "phone"),
        "0161 496 0002",
        [{"resident": "sewage is coming up out of a manhole on Quarry Rise"}],
        "You can call 0345 672 3723",
        "You can call 0161 496 0002",
        ({"resident": "no leave it"},),
    ),
    "stage 1": Number(
        ("promises", "complaint", "answer", "working_days"),
        7,
        COMPLAINS,
        "You get an answer by Monday 19 January",
        "You get an answer by Wednesday 14 January",
        ({"logged": {"service_code": "COMPLAINT"}},),
    ),
    "missed bin": Number(
        ("missed_bins", "working_days"),
        7,
        [{"resident": "they never took the black bin at 6 Heaton Lane"}],
        "late for the crew to come back",
        "Shall I send it?",
    ),
}


def copy_with(folder: Path, number: Number) -> Path:
    """A council's file that differs from ours in one number."""
    facts: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    at: Any = facts
    *way, last = number.where
    for name in way:
        at = at[name]
    assert at[last] != number.value, "the file has this number already"
    at[last] = number.value
    path = folder / "another_council.yml"
    path.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    return path


def hears(stack: Stack, number: Number, wanted: str, other: str) -> None:
    """The conversation, as it goes by one of the two numbers."""
    heard = [{"assistant": wanted}, {"absent": other}]
    Player(stack, None).play([*number.steps, *heard, *number.ends])


@pytest.mark.parametrize("name", NUMBERS)
def test_by_our_own_file(stack: Stack, name: str) -> None:
    hears(stack, NUMBERS[name], NUMBERS[name].ours, NUMBERS[name].theirs)


@pytest.mark.parametrize("name", NUMBERS)
def test_by_another_councils_file(stack: Stack, tmp_path: Path, name: str) -> None:
    """The same product, told by one setting where the council's facts are."""
    stack.processes["actions"].stop()
    stack.start("actions", DOORSTEP_COUNCIL_FILE=str(copy_with(tmp_path, NUMBERS[name])))
    hears(stack, NUMBERS[name], NUMBERS[name].theirs, NUMBERS[name].ours)


def test_each_conversation_knows_one_number_from_the_other() -> None:
    """A number that both councils are told by would show nothing."""
    told: Mapping[str, tuple[str, str]] = {
        name: (one.ours, one.theirs) for name, one in NUMBERS.items()
    }
    assert not [name for name, (ours, theirs) in told.items() if ours in theirs or theirs in ours]
