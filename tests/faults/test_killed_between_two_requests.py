"""`kill -9` of everything between the two requests of one message."""

import pytest

from tests.stack import Resident, Stack, until

BOTH = "There's a sofa dumped on Heaton Lane. Also the street light outside 20 Quarry Rise is out"
ANNOUNCED = "Then I will help with"


def answer_until(resident: Resident, wanted: str) -> None:
    """Presses the first button of each question, until something is said."""
    for _ in range(8):
        last = [one for one in resident.messages() if one["choices"]][-1]
        if wanted in last["text"]:
            return
        resident.choose(last["choices"][0]["label"])
    raise AssertionError(f"{wanted!r} was not said: {resident.transcript()}")


@pytest.mark.parametrize("victims", [["web"], ["engine"], ["web", "engine", "actions"]])
def test_the_second_is_taken_up_once_after_the_restart(stack: Stack, victims: list[str]) -> None:
    before = len(stack.council.requests())
    resident = stack.resident()
    resident.say(BOTH)
    answer_until(resident, "Shall I send it?")
    for victim in victims:
        stack.kill(victim)
    for victim in victims:
        stack.begin(victim)
    for victim in victims:
        stack.await_ready(victim)
    resident.choose("Yes")
    resident.hears(ANNOUNCED)
    answer_until(resident, "Shall I send it?")
    resident.choose("Yes")
    until(lambda: len(stack.council.requests()) == before + 2, "both requests at the council")
    assert sum(ANNOUNCED in line for line in resident.transcript()) == 1
