"""An urgent conversation that nobody takes: supervisors are called, the duty team, and again."""

from datetime import UTC, datetime

import pytest

from bot.conversation import alerts as calling
from bot.conversation import view
from integrations.errors import Unavailable
from integrations.store import alerts, queue
from tests.road import DANGER, Road

MINUTE = 60.0
SATURDAY_NIGHT = datetime(2026, 11, 28, 23, 0, tzinfo=UTC).timestamp()


class Phones:
    """Two groups of phones; one may be out of reach."""

    def __init__(self):
        self.rang = []
        self.dead = set()

    def of(self, audience):
        def page(reference, words):
            if audience in self.dead:
                raise Unavailable("notify", "refused")
            self.rang.append((audience, words))

        return page

    def who(self):
        return [audience for audience, _ in self.rang]


@pytest.fixture
def phones():
    return Phones()


@pytest.fixture
def road(store, phones):
    pagers = {name: phones.of(name) for name in ("supervisors", "duty_team")}
    road = Road(store, pagers=pagers)
    road.time.seconds = SATURDAY_NIGHT
    return road


def wait(road, minutes):
    road.time.move(minutes * MINUTE)
    road.alert()


def test_saturday_at_eleven_at_night_supervisors_then_the_duty_team_are_called(
    road, resident, phones
):
    resident.writes(DANGER)
    wait(road, 4)
    assert phones.who() == []
    wait(road, 1)
    assert phones.who() == ["supervisors"]
    wait(road, 5)
    assert phones.who() == ["supervisors", "duty_team"]


def test_they_are_called_again_until_somebody_takes_it(road, resident, phones):
    resident.writes(DANGER)
    wait(road, 10)
    assert sorted(phones.who()) == ["duty_team", "supervisors"]
    wait(road, 15)
    assert len(phones.rang) == 4
    with road.store.begin() as tx:
        assert queue.claim(tx, resident.item.id, "Sam", road.parts.moment())
    wait(road, 15)
    wait(road, 60)
    assert len(phones.rang) == 4


def test_a_call_says_nothing_of_the_matter(road, resident, phones):
    resident.writes(DANGER)
    wait(road, 10)
    for _, words in phones.rang:
        assert f"U{resident.item.id}" in words
        assert "https://chat.example/desk" in words
        assert "kill" not in words
        assert "suicid" not in words


def test_a_call_that_did_not_go_out_is_noted_and_made_again(road, resident, phones):
    phones.dead.add("supervisors")
    resident.writes(DANGER)
    wait(road, 5)
    with road.store.read() as tx:
        (noted,) = alerts.of_item(tx, resident.item.id)
    assert noted.sent_at is None
    assert "refused" in noted.last_error
    phones.dead.clear()
    wait(road, 15)
    assert "supervisors" in phones.who()


def test_with_no_way_to_send_the_desk_shows_it_all_the_same(store):
    road = Road(store)
    resident = road.resident()
    resident.writes(DANGER)
    wait(road, 10)
    with road.store.read() as tx:
        (item,) = view.morning_list(tx)
    assert [(one["audience"], one["sent"]) for one in item["called"]] == [
        ("supervisors", False),
        ("duty_team", False),
    ]


def test_two_workers_call_once(road, resident, phones):
    resident.writes(DANGER)
    road.time.move(5 * MINUTE)
    tasks = calling.due(road.parts)
    assert calling.run(road.parts, tasks[0])
    assert not calling.run(road.parts, tasks[0])
    (send,) = calling.due(road.parts)
    assert calling.run(road.parts, send)
    assert not calling.run(road.parts, send)
    assert phones.who() == ["supervisors"]


def test_what_is_not_urgent_calls_nobody(road, resident, phones):
    resident.writes("hello")
    road.time.move(60)
    road.sweep()
    assert resident.conversation.owner == "queue"
    wait(road, 60)
    assert phones.rang == []


def test_it_stays_on_the_morning_list_until_it_is_closed(road, resident):
    resident.writes(DANGER)
    item = resident.item.id
    with road.store.begin() as tx:
        queue.claim(tx, item, "Sam", road.parts.moment())
    with road.store.read() as tx:
        assert [one["id"] for one in view.morning_list(tx)] == [item]
    with road.store.begin() as tx:
        queue.close(tx, item, "Sam", road.parts.moment())
    with road.store.read() as tx:
        assert view.morning_list(tx) == []
