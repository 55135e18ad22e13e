"""With the engine and the actions stopped, residents and advisers still reach each other, on every
channel, and whoever writes for the first time comes to a person with what they said."""

import pytest

from integrations.store import queue
from integrations.store.session import Store
from tests.advisers import Adviser, client_id
from tests.phones import Phone
from tests.stack import Resident, Stack, until

QUESTION, ANSWER = "is anybody there about my sofa", "Yes, I am here. It is on the list."


class Web:
    """The website, spoken to as a phone is."""

    def __init__(self, stack: Stack) -> None:
        self.resident: Resident = stack.resident()

    def send(self, text: str) -> None:
        assert self.resident.send(text=text).status_code == 202

    def hears(self, text: str, seconds: float = 60.0) -> None:
        self.resident.hears(text, seconds)


@pytest.fixture
def store(stack: Stack) -> Store:
    return Store(stack.environment["DOORSTEP_DATABASE_URL"])


def who(stack: Stack, channel: str) -> Web | Phone:
    return Web(stack) if channel == "web" else Phone(stack, channel)


def waits(store: Store, channel: str, seconds: float) -> int:
    """The item of whoever waits on this channel, and came last."""

    def found() -> int | None:
        with store.read() as tx:
            return max(
                (one.id for one in queue.waiting(tx) if one.channel == channel), default=None
            )

    return until(found, f"somebody who waits by {channel}", seconds) or 0


@pytest.mark.parametrize("channel", ["web", "sms", "whatsapp"])
def test_residents_and_advisers_reach_each_other(stack: Stack, store: Store, channel: str) -> None:
    for victim in ("engine", "actions"):
        stack.kill(victim)
    resident = who(stack, channel)
    resident.send(text=QUESTION)
    resident.hears("passed your message to a person", 60)
    item = waits(store, channel, 10)
    sam = Adviser(stack.web, store, "sam")
    claimed = sam.call("POST", f"/queue/{item}/claim").json()
    found = sam.call("GET", f"/queue/{item}").json()
    assert found["item"]["reason"] == "The assistant did not answer"
    assert QUESTION in [one["text"] for one in found["entries"]]
    said = {"text": ANSWER, "version": claimed["version"], "client_id": client_id()}
    assert sam.call("POST", f"/queue/{item}/messages", said).ok
    resident.hears(ANSWER)
    resident.send(text="thank you so much")
    until(
        lambda: "thank you so much" in str(sam.call("GET", f"/queue/{item}").json()["entries"]),
        "the resident's words at the desk",
    )
    end = {"version": claimed["version"], "wrap_up": "resolved"}
    assert sam.call("POST", f"/queue/{item}/close", end).ok
