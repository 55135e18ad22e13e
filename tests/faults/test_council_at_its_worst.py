"""A report is made while a council system is down, slow, wrong, or takes it without saying so."""

import pytest

from tests.faults.test_killed_in_mid_conversation import finish, logged, tell_of_a_sofa
from tests.stack import Stack, until

LOOKED_UP_BY = 40.0


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 500, "times": 1},
        {"status": 429, "times": 1},
        {"body": "<html>maintenance</html>", "times": 1},
        {"drop_reply_after_commit": True, "times": 1},
    ],
    ids=["500", "429", "an error page", "accepted and then silent"],
)
def test_a_request_reaches_the_council_once_whatever_it_answers(stack: Stack, fault: dict) -> None:
    resident = stack.resident()
    tell_of_a_sofa(resident)
    resident.choose("Furniture")
    resident.choose("One bag")
    resident.choose("No")
    stack.council.misbehave("open311", **fault, method="POST")
    reference = finish(resident)
    until(lambda: logged(stack, reference), "the request at the council", LOOKED_UP_BY)
    stack.council.behave("open311")
    resident.say("thanks")
    assert len(logged(stack, reference)) == 1


def test_a_council_that_cannot_be_asked_its_questions_still_gets_the_report(stack: Stack) -> None:
    stack.council.misbehave("open311", status=503, times=50)
    resident = stack.resident()
    said = resident.say("there's a sofa dumped on Heaton Lane")
    assert "Shall I send it?" in said[-1]["text"]
    reference = finish(resident)
    assert reference.startswith("SR-")
    stack.council.behave("open311")


@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"latency_ms": 4000}, {"body": '{"results": 7}'}],
    ids=["500", "slow", "wrong schema"],
)  # fmt: skip
def test_an_address_system_that_fails_is_owned_up_to_and_the_report_is_kept(
    stack: Stack, fault: dict
) -> None:
    resident = stack.resident()
    resident.say("I want to report a pothole, it is very deep")
    stack.council.misbehave("addresses", **fault, times=9)
    said = " ".join(one["text"] for one in resident.say("Heaton Lane"))
    assert "not answering" in said
    assert "0161 217 6111" in said
    stack.council.behave("addresses")
    said = " ".join(one["text"] for one in resident.say("14 Heaton Lane"))
    assert "road or the pavement" in said


def test_bin_days_are_not_made_up_when_their_system_is_down(stack: Stack) -> None:
    resident = stack.resident()
    stack.council.misbehave("collections", status=500, times=9)
    said = " ".join(one["text"] for one in resident.say("when is my bin day at 4 Heaton Lane"))
    assert "not answering" in said
    assert "Black bin" not in said
    stack.council.behave("collections")
    said = " ".join(one["text"] for one in resident.say("when is my bin day at 4 Heaton Lane"))
    assert "Black bin" in said
