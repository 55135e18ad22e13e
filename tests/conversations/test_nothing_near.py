"""In Stockport, with every helper far away: it is owned up to, and the phone is told."""

from tests.conversations.directories import Entries, services
from tests.conversations.steps import Player
from tests.stack import Stack

GLASGOW = {"lat": 55.8609, "long": -4.2514}


def far_away(entries: Entries) -> Entries:
    return [{**one, **GLASGOW} if one.get("lat") is not None else one for one in entries]


def test_nothing_near_is_owned_up_to_and_the_phone_is_told(stack: Stack) -> None:
    with services(stack, far_away):
        Player(stack, None).play(
            [
                {"resident": "I'd like to talk to someone about feeling low, I'm in Cheadle"},
                {"assistant": ["I found nothing near you", "Fits because", "/[Bb]y phone/"]},
            ]
        )
