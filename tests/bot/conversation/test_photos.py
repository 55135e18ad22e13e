"""A photo's own place is offered to be confirmed; the photo goes as the council wants it."""

from types import SimpleNamespace

import pytest

from bot.conversation import photos, submit
from integrations.errors import Unavailable
from integrations.store import messages, requests
from tests.actions.gazetteer import THEIRS, address
from tests.bot.conversation.test_pictures import picture, taken_in_stockport
from tests.road import PROVIDERS, Road

LANE = address("14", "Heaton Lane", "SK4 1AA", "Edgeley")

ELSEWHERE = address("1", "Border Street", "M19 9ZZ", custodian=THEIRS)


class Streets:
    """An address system that knows one property, or is down."""

    def __init__(self, found):
        self.found, self.asked = found, []

    def nearest(self, lat, long, metres=100):
        self.asked.append((lat, long))
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


def sends(store, found, data):
    road = Road(store, addresses=Streets(found))
    resident = road.resident()
    photos.keep(road.parts, resident.id, data, f"web:{resident.id}:1")
    with store.read() as tx:
        return road, messages.newest_of(tx, resident.id, messages.ASSISTANT)


def test_the_street_where_it_was_taken_is_asked_about(store):
    road, reply = sends(store, LANE, taken_in_stockport())
    assert "taken near Heaton Lane, Edgeley. Is that where it is?" in reply.text
    assert "14" not in reply.text
    assert [one["label"] for one in reply.choices] == ["Yes, it is there"]
    assert road.parts.addresses.asked == [pytest.approx((53.4105, -2.1625), abs=0.001)]


@pytest.mark.parametrize(
    "found",
    [None, Unavailable("addresses", "too slow"), ELSEWHERE],
    ids=["no street near", "addresses down", "another council's"],
)
def test_a_place_that_cannot_be_named_is_not_asked_about(store, found):
    _, reply = sends(store, found, taken_in_stockport())
    assert "What is wrong there?" in reply.text
    assert not reply.choices


def test_a_photo_without_a_place_asks_nobody(store):
    road, reply = sends(store, LANE, picture())
    assert "What is wrong there?" in reply.text
    assert road.parts.addresses.asked == []


@pytest.mark.parametrize("way", ["url", "multipart"])
def test_a_photo_goes_to_the_council_as_it_wants_it(store, way):
    settings = {**PROVIDERS, "open311_media": way, "secret": "a secret"}
    given = SimpleNamespace(crash_at="", public_url="https://chat.example", **settings)
    road = Road(store, settings=given)
    road.time.start = road.time.seconds = requests.time.time() + 1
    resident = road.resident()
    photos.keep(road.parts, resident.id, picture(), f"web:{resident.id}:1")
    resident.logs()
    for one in submit.due(road.parts):
        submit.run(road.parts, one)
    (received,) = road.council.received
    if way == "url":
        assert received.media == ()
        assert received.media_urls[0].startswith("https://chat.example/media/")
    else:
        assert received.media_urls == ()
        assert received.media[0].startswith(b"\xff\xd8\xff")
