"""A missed bin is reported also when the council's bin system cannot say what became of it."""

import pytest

from tests.stack import Stack, until

FAULTS = {
    "refuses": {"status": 503, "times": 20},
    "is too slow": {"latency_ms": 6000, "times": 20},
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_report_is_taken_and_staff_are_told_that_nobody_could_look(
    stack: Stack, fault: str
) -> None:
    stack.council.misbehave("collections", **FAULTS[fault])
    resident = stack.resident()
    resident.say(f"black bin missed at {1 + list(FAULTS).index(fault)} Quarry Rise")
    resident.hears("Shall I send it?")
    resident.choose("Yes")
    reference = resident.hears("Your reference is")["text"].split()[-1].rstrip(".")

    def at_the_council() -> list[str]:
        every = stack.council.requests()
        return [one["description"] for one in every if reference in one["description"]]

    until(at_the_council, "the report at the council")
    assert "could not be asked" in at_the_council()[0]
