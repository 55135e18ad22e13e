"""Short answers are read in the light of what was asked, and a real change of subject is heard.

Every line of context.tsv is a question that is open, what led to it, the choices it offered, what a
resident writes, and what that is: an answer, yes, no, or another matter.
"""

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.bot.engine.running import PYTHON, ROOT

CASES = Path(__file__).with_name("context.tsv")
READER = Path(__file__).with_name("understanding.py")
ANSWER = "answer"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def understood(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the model makes of messages, each with its situation."""
    done = subprocess.run(
        [PYTHON, str(READER)],
        input=json.dumps(messages),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout.rpartition("\n")[2]))


@pytest.fixture(scope="module")
def read(trained: None) -> dict[str, str]:
    """What each case is taken for."""
    messages = [
        {
            "text": case["said"],
            "metadata": {
                "turn": "t1",
                "active_loop": f"{case['question'].rpartition('_')[0]}_form",
                "requested_slot": case["question"],
                "started_by": case["led_to_by"],
                "offered": [one for one in case["offered"].split("|") if one],
            },
        }
        for case in cases()
    ]
    names = [str(one["intent"]["name"]) for one in understood(messages)]
    keys = [key(case) for case in cases()]
    return dict(zip(keys, [ANSWER if name == "inform" else name for name in names], strict=True))


def key(case: dict[str, str]) -> str:
    return f"{case['question']}: {case['said']}"


def test_there_are_enough_cases_and_every_kind_of_question() -> None:
    assert len(cases()) >= 100
    assert len({case["question"] for case in cases()}) >= 8


@pytest.mark.parametrize("case", cases(), ids=key)
def test_what_is_said_is_read_in_its_context(case: dict[str, str], read: dict[str, str]) -> None:
    assert read[key(case)] in case["is"].split(" or ")
