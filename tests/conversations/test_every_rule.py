"""Every kind of report, every stop and every owner in data/report is met in a conversation,
which test_conversations.py plays through the whole running product."""

from collections import Counter
from typing import Any

import pytest

from actions.report.kinds import load_kinds
from actions.report.phrasebook import phrasebook
from tests.sources import document, files


def steps() -> list[tuple[str, Any]]:
    """Every step of every conversation."""
    return [
        step
        for path in files("tests/conversations", suffix=".yml")
        for conversation in document(path)
        for one in conversation["steps"]
        for step in one.items()
    ]


def named_by_code() -> dict[str, str]:
    """The kinds that are the only one of their service code, by it."""
    kinds = load_kinds().values()
    of_code = Counter(kind.service_code for kind in kinds)
    return {kind.service_code: kind.kind for kind in kinds if of_code[kind.service_code] == 1}


@pytest.mark.parametrize("kind", load_kinds())
def test_every_kind_is_logged_in_a_conversation(kind: str) -> None:
    own = named_by_code()
    logged = [wanted for name, wanted in steps() if name == "logged"]
    assert kind in {one.get("kind") or own.get(one.get("service_code", "")) for one in logged}


@pytest.mark.parametrize("rule", [*phrasebook().stops, *phrasebook().owners])
def test_every_stop_and_every_owner_is_told_in_a_conversation(rule: str) -> None:
    assert rule in {wanted for name, wanted in steps() if name == "met"}
