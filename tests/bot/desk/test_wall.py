"""The live wall, targets, and how much one adviser is handed (checks 27 and 29)."""

import gc
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import QueuePool, update

from actions import hours
from actions.hours import Opening
from bot.desk import limits, targets, wall
from bot.desk.sessions import Who
from integrations import council as council_file
from integrations.store import conversations, presence, queue, staff
from integrations.store.models import QueueItem
from integrations.store.queue import Handover
from integrations.store.session import Store
from tests.advisers import Adviser
from tests.bot.served import Web
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]
COUNCIL = council_file.load()
PRIYA = Who(id="p", name="Priya", role="supervisor", teams=(), session_id="s", csrf="c", idle_at=0)


@pytest.fixture
def road(store: Store) -> Road:
    return Road(store)


def waits(road: Road, name: str, waited: float = 0, **told: str) -> int:
    moment = road.parts.moment()
    began = datetime.fromtimestamp(moment.now - waited, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    given = {"reason": "requested", "team": "contact_centre", "topic": "report", **told}
    with road.store.begin() as tx:
        conversation = conversations.start(tx, name, "web", name, "en", moment)
        item = queue.enter(tx, conversation, Handover(**given), moment)
        item.waiting_since, item.since = moment.now - waited, began
        conversations.move(tx, conversation, conversations.QUEUE, moment)
        return item.id


def here(
    road: Road, name: str, status: str = presence.AVAILABLE, teams: tuple[str, ...] = ()
) -> str:
    moment = road.parts.moment()
    new = staff.NewStaff(username=name, name=name.title(), role="agent", teams=teams)
    with road.store.begin() as tx:
        person = staff.add(tx, new, moment)
        presence.become(tx, person.id, status, moment)
        return person.id


def test_every_number_of_the_wall_is_that_of_the_database(road: Road) -> None:
    waits(road, "a", 60)
    waits(road, "b", 700, priority="urgent", team="early_help")
    taken = waits(road, "c", 900, team="waste")
    sam = here(road, "sam")
    here(road, "alex", presence.BREAK)
    with road.store.begin() as tx:
        assert queue.claim(tx, taken, sam, road.parts.moment())
    found = wall.wall(road.parts, PRIYA)
    assert (found["waiting"], found["urgent"], found["longest"]) == (2, 1, 700)
    assert (found["with_person"], found["free"], found["busy"], found["away"]) == (1, 1, 0, 1)
    # Late: the urgent one, and the one that somebody took and has not answered within 15 minutes.
    assert [one["topic"] for one in found["at_risk"]] == ["report", "report"]
    assert [one["team"] for one in found["at_risk"]] == ["early_help", "waste"]
    teams = {one["team"]: one for one in found["teams"]}
    assert (teams["contact_centre"]["waiting"], teams["contact_centre"]["longest"]) == (1, 60)
    assert (teams["early_help"]["urgent"], teams["waste"]["with_person"]) == (1, 1)
    assert sum(one["waiting"] for one in found["teams"]) == found["waiting"]
    assert {one["name"]: one["has"] for one in found["people"]} == {"Alex": 0, "Sam": 1}


def test_the_wall_leaves_no_transaction_open(road: Road) -> None:
    """With nobody waiting no team's hours were asked for before the transaction was over."""
    gc.disable()
    try:
        wall.wall(road.parts, PRIYA)
        assert isinstance(road.store.engine.pool, QueuePool)
        assert road.store.engine.pool.checkedout() == 0
    finally:
        gc.enable()


def test_a_supervisor_of_one_team_sees_that_team_and_its_people(road: Road) -> None:
    waits(road, "a", team="waste")
    waits(road, "b", team="highways", priority="urgent")
    here(road, "sam", teams=("waste",))
    here(road, "alex", teams=("highways",))
    found = wall.wall(road.parts, replace(PRIYA, teams=("waste",)))
    assert (found["waiting"], found["urgent"]) == (1, 0)
    assert [one["team"] for one in found["teams"]] == ["waste"]
    assert [one["name"] for one in found["people"]] == ["Sam"]


def item(since: str, priority: str = "normal", **more: object) -> QueueItem:
    return QueueItem(team="waste", priority=priority, since=since, **more)


def due(one: QueueItem) -> datetime | None:
    week = dict.fromkeys(hours.WEEKDAYS, COUNCIL.hours["monday"])
    opening = Opening(week)
    found = targets.target(one, lambda _: opening, COUNCIL, datetime(2026, 1, 5, tzinfo=UTC))
    return found and found.due


def test_a_target_goes_on_the_next_morning_and_never_stops_for_what_is_urgent() -> None:
    five_to_closing = "2026-01-05T16:55:00Z"
    assert due(item(five_to_closing)) == datetime(2026, 1, 6, 8, 40, tzinfo=UTC)
    assert due(item(five_to_closing, "urgent")) == datetime(2026, 1, 5, 16, 57, tzinfo=UTC)
    assert due(item(five_to_closing, answered_at=1.0)) is None


def test_who_has_enough_is_not_free_and_who_dealt_with_a_danger_has_a_break(road: Road) -> None:
    sam = here(road, "sam")
    most, rest = COUNCIL.desk.chats_at_once, COUNCIL.desk.break_after_crisis_minutes * 60
    items = [waits(road, f"w{n}") for n in range(most)]
    with road.store.begin() as tx:
        for one in items[:-1]:
            assert queue.claim(tx, one, sam, road.parts.moment())
        assert limits.why_not(tx, road.parts, sam, road.time()) is None
        assert queue.claim(tx, items[-1], sam, road.parts.moment())
        assert limits.why_not(tx, road.parts, sam, road.time()) == limits.FULL
    assert wall.wall(road.parts, PRIYA)["busy"] == 1
    ended = {"status": queue.CLOSED, "closed_at": road.time(), "priority": "urgent"}
    with road.store.begin() as tx:
        tx.execute(update(QueueItem).values(**ended))
        assert limits.why_not(tx, road.parts, sam, road.time()) == limits.AFTER_CRISIS
        assert limits.why_not(tx, road.parts, sam, road.time() + rest) is None


def test_the_wall_is_for_supervisors_and_tells_what_is_switched_off(web: Web) -> None:
    sam = Adviser(web.address, web.store, "sam")
    priya = Adviser(web.address, web.store, "priya", "supervisor")
    assert sam.call("GET", "/wall").status_code == 403
    assert sam.page("/desk/wall").status_code == 403
    assert priya.call("GET", "/wall").json()["waiting"] == 0
    assert "Live wall" in priya.page("/desk/wall").text
    priya.call("POST", "/switches/sms", {"off": True, "reason": "The bill."})
    assert "The bill." in priya.page("/desk/wall").text
    priya.call("POST", "/switches/sms", {"off": False, "reason": "Paid."})


def test_the_next_is_not_handed_to_who_has_enough_but_for_what_is_urgent(web: Web) -> None:
    road = Road(web.store, clock=web.road.parts.clock, now=web.road.parts.now)
    sam = Adviser(web.address, web.store, "sam")
    for number in range(COUNCIL.desk.chats_at_once + 1):
        waits(road, f"n{number}")
    for _ in range(COUNCIL.desk.chats_at_once):
        assert sam.call("POST", "/queue/next").status_code == 200
    full = sam.call("POST", "/queue/next")
    assert (full.status_code, full.json()["error"]) == (409, limits.FULL)
    assert sam.submits("/desk/next").headers["location"] == "/desk?done=full"
    urgent = waits(road, "urgent", priority="urgent")
    assert sam.call("POST", "/queue/next").json()["id"] == urgent
