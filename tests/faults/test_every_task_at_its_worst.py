"""Complaints, rights and tracking while the council's system is slow, wrong, or says nothing."""

import re
from collections.abc import Callable

import pytest

from tests.faults.test_killed_in_mid_conversation import logged
from tests.stack import Message, Resident, Stack, until

ARRIVES_BY = 45.0
BACK_BY = 150.0
"""A council that was down is tried again after 10 s, and after another minute."""
FAULTS = {
    "slow": {"latency_ms": 11_000, "times": 1},
    "wrong": {"body": "<html>maintenance</html>", "times": 1},
    "accepted and then silent": {"drop_reply_after_commit": True, "times": 1},
}


def text(heard: list[Message]) -> str:
    return "\n".join(one["text"] for one in heard)


def reference_in(said: str) -> str:
    found = re.search(r"SR-\d{7}", said)
    assert found, said
    return found[0]


def complains(resident: Resident) -> str:
    resident.say("I want to make a complaint")
    resident.say("your officer was rude to me on the phone and hung up")
    resident.say("skip")
    return text(resident.say("yes log it"))


def asks_for_records(resident: Resident) -> str:
    return text(resident.say("I'd like a copy of everything the council has on me please"))


@pytest.mark.parametrize("does", [complains, asks_for_records], ids=["complaint", "right"])
@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_it_has_a_number_and_a_day_at_once_and_arrives_once(
    stack: Stack, fault: dict[str, object], does: Callable[[Resident], str]
) -> None:
    stack.council.misbehave("open311", **fault, method="POST")
    resident = stack.resident()
    said = does(resident)
    assert "Monday 5 January" in said, said
    reference = reference_in(said)
    until(lambda: logged(stack, reference), f"{reference} at the council", ARRIVES_BY)
    stack.council.behave("open311")
    resident.say("thanks")
    assert len(logged(stack, reference)) == 1


def asks_and_skips(resident: Resident) -> str:
    said = asks_for_records(resident)
    resident.say("skip")
    return said


@pytest.mark.parametrize("does", [complains, asks_and_skips], ids=["complaint", "right"])
def test_it_is_kept_while_the_council_is_down_and_arrives_once_when_it_is_back(
    stack: Stack, does: Callable[[Resident], str]
) -> None:
    stack.council.misbehave("open311", status=503)
    resident = stack.resident()
    said = does(resident)
    reference = reference_in(said)
    assert "by Monday 19 January" in said or "by Thursday 5 February" in said, said
    said = text(resident.say(f"any news of {reference}"))
    assert "I am still sending it to the team. You need not send it again." in said, said
    stack.council.behave("open311")
    until(lambda: logged(stack, reference), f"{reference} at the council", BACK_BY)
    said = text(resident.say(f"any news of {reference}"))
    assert "still sending" not in said, said
    assert len(logged(stack, reference)) == 1


@pytest.mark.parametrize(
    "fault",
    [{"status": 503, "times": 9}, {"latency_ms": 4000, "times": 9}, {"body": "[1]", "times": 9}],
    ids=["down", "slow", "wrong"],
)
def test_what_became_of_a_report_is_not_made_up(stack: Stack, fault: dict[str, object]) -> None:
    resident = stack.resident()
    reference = reference_in(asks_for_records(resident))
    until(lambda: logged(stack, reference), f"{reference} at the council")
    resident.say("skip")
    stack.council.misbehave("open311", **fault, method="GET")
    said = text(resident.say(f"any news of {reference}"))
    assert reference in said
    assert "does not answer now" in said, said
    assert not re.search(r"fixed|closed|started", said), said
    stack.council.behave("open311")
