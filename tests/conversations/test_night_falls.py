"""The contact centre shuts while a resident is in the middle of a report."""

from tests.stack import Stack

NIGHT = "2026-01-05T19:30:00Z"


def test_a_danger_told_after_closing_time_gets_the_number_of_the_night(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("pothole outside 7 Quarry Rise")
    resident.hears("road or the pavement")
    stack.processes["actions"].stop()
    stack.start("actions", DOORSTEP_CLOCK=NIGHT)
    heard = resident.say("the manhole cover next to it is missing, somebody stood a cone in it")
    said = "\n".join(one["text"] for one in heard)
    assert "Please call 0161 496 0127 now" in said, said
    assert "0161 217 6111" not in said, said
