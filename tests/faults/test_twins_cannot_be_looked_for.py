"""A report is taken when the council cannot say what was reported near it, with nothing made up."""

import pytest

from tests.faults.test_killed_in_mid_conversation import finish, logged
from tests.stack import Stack, until

SAME_HOLE = {
    "service_request_id": "700801",
    "service_code": "POTHOLE",
    "address": "Heaton Lane, Stockport",
    "description": "a hole",
    "lat": 53.4104,
    "long": -2.1652,
    "requested_datetime": -3,
}
FAULTS = {
    "down": {"status": 503},
    "slow": {"latency_ms": 6000},
    "wrong": {"body": "<html>maintenance</html>"},
    "another schema": {"body": '[{"service_request_id": 7, "lat": "here"}]'},
    "silent": {"drop_reply_after_commit": True},
}


def told_of_it(stack: Stack) -> None:
    """Somebody else has reported the same hole."""
    world = stack.council.seed("open311")
    stack.council.load("open311", {**world, "requests": [SAME_HOLE]})


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(
    ("system", "path"),
    [("open311", "requests"), ("addresses", "nearest")],
    ids=["the council's list", "the street of another report"],
)
def test_the_report_is_taken_and_arrives_once(
    stack: Stack, system: str, path: str, fault: dict[str, object]
) -> None:
    told_of_it(stack)
    stack.council.misbehave(system, **fault, method="GET", path=path)
    resident = stack.resident()
    said = "\n".join(one["text"] for one in resident.say("deep pothole on Heaton Lane"))
    assert "same one" not in said, said
    assert "nearest to?" in said, said
    reference = finish(resident)
    stack.council.behave(system)
    until(lambda: logged(stack, reference), f"{reference} at the council")
    resident.say("thanks")
    assert len(logged(stack, reference)) == 1


def test_the_same_report_is_shown_while_all_is_well(stack: Stack) -> None:
    """Without this the tests above could not fail."""
    told_of_it(stack)
    resident = stack.resident()
    said = "\n".join(one["text"] for one in resident.say("deep pothole on Heaton Lane"))
    assert "Is yours the same one?" in said, said
