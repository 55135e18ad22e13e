"""With the engine stopped the safe words come all the same, and so does the caring question."""

import pytest

from tests.stack import Stack

PLAIN = {
    "there's a strong smell of gas in the kitchen": "0800 111 999",
    "I want to kill myself": "116 123",
    "my boyfriend beats me": "0808 2000 247",
    "someone is being stabbed outside": "999",
}


@pytest.fixture
def without_engine(stack: Stack) -> Stack:
    stack.kill("engine")
    return stack


@pytest.mark.parametrize(("said", "number"), PLAIN.items())
def test_what_is_said_plainly_is_answered_at_once(
    without_engine: Stack, said: str, number: str
) -> None:
    resident = without_engine.resident()
    resident.send(text=said)
    resident.hears(number, seconds=3)
    assert resident.state()["owner"] == "queue"
    without_engine.start("engine")
