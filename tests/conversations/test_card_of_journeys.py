"""Whoever takes over in the middle of a journey is given all that was collected (check 14)."""

import pytest

from tests.conversations.test_given_back import takes
from tests.stack import Resident, Stack, until

JOURNEYS = {
    "a report": (
        ["theres a big pothole on Heaton Lane by the bus stop"],
        "report_pothole",
        {"About": "pothole", "Place": "Heaton Lane", "Details": "bus stop"},
    ),
    "a missed bin": (
        ["brown bin not emptied this morning at 4 Heaton Lane SK4 1ZD"],
        "report_missed_bin",
        {"Place": "Heaton Lane"},
    ),
    "bin days": (
        ["when is my bin collected", "SK4 1ZD"],
        "check_bin_day",
        {"Postcode": "SK4 1ZD"},
    ),
    "a complaint": (
        ["I want to complain", "nobody has answered my three letters about the drains"],
        "complaint",
        {"Complaint": "three letters"},
    ),
    "help near them": (
        ["I have no money for food, I am looking for a food bank"],
        "food_help",
        {"Help looked for": "food bank"},
    ),
}


def arrives(resident: Resident, said: list[str]) -> None:
    for one in [*said, "can I speak to a person"]:
        resident.say(one)


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_card_has_everything_that_was_collected(stack: Stack, journey: str) -> None:
    said, topic, wanted = JOURNEYS[journey]
    resident = stack.resident()
    arrives(resident, said)
    queued = until(lambda: stack.queued(resident), "a place in the queue")
    assert queued["topic"] == topic
    sam, item, _ = takes(stack, resident)
    found = sam.call("GET", f"/queue/{item}").json()
    card, last = found["card"], len(resident.messages())
    told = {one["name"]: one["value"] for one in card["facts"]}
    assert all(part in told.get(name, "") for name, part in wanted.items()), told
    for one in card["facts"]:
        assert one["value"] and 1 <= one["message"] <= last
        assert isinstance(one["confirmed"], bool)
    assert said[0][:20] in card["summary"]
    for part in ("topic", "channel", "language", "reason", "team", "waited_words"):
        assert found["item"][part], part
