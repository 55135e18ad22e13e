"""What was not understood, or came near to danger: kept without names, decided by staff,
written into a file for review."""

from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from bot.desk import lessons
from bot.desk.__main__ import learn
from bot.desk.accounts import CannotBeMade
from integrations.store import audit
from integrations.store import lessons as stored
from integrations.store.session import Store
from integrations.store.supervisor_models import Lesson
from tests.advisers import Adviser
from tests.bot.served import Web
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road, says

__all__ = ["database_url", "migrated_file", "open_store", "store"]
GUESSES = ("order_bin", "which_bin")
LOST = {"intent": "nlu_fallback", "guesses": GUESSES}


@pytest.fixture
def road(store: Store) -> Road:
    return Road(store)


def kept(store: Store) -> list[Lesson]:
    with store.read() as tx:
        return list(tx.query(Lesson).order_by(Lesson.id))


def writes(road: Road, resident, text: str, *results) -> None:
    road.engine.answers.extend(results)
    resident.writes(text)
    road.work()


def test_what_was_not_understood_is_kept_without_the_address(road: Road) -> None:
    resident = road.resident()
    writes(road, resident, "the thing at 14 heaton lane is broke", says("Sorry?", heard=LOST))
    (one,) = kept(road.store)
    assert one.text == "the thing at [address] is broke"
    assert (one.kind, one.why) == (stored.MISSED, "not_understood")
    assert (one.guesses, one.channel, one.language) == ("order_bin which_bin", "web", "en")


def test_the_button_that_was_pressed_next_says_what_was_meant(road: Road) -> None:
    resident = road.resident()
    writes(road, resident, "wheelie thing", says("Sorry?", heard=LOST))
    pressed = {"intent": "which_bin", "pressed": True}
    writes(road, resident, "What goes in which bin", says("Blue.", heard=pressed))
    (one,) = kept(road.store)
    assert (one.why, one.guesses) == ("clarified", "which_bin order_bin")


def test_who_was_handed_over_because_of_it_is_told_apart(road: Road) -> None:
    resident = road.resident()
    writes(road, resident, "wheelie thing", says("Sorry?", heard=LOST))
    told = {"handover": {"reason": "not_understood", "team": "waste"}}
    writes(road, resident, "the thing!", says("A person comes.", custom=told, heard=LOST))
    assert [one.why for one in kept(road.store)] == ["not_understood", "handed_over"]


def test_words_near_danger_are_kept_and_so_is_that_it_was_denied(road: Road) -> None:
    resident = road.resident()
    doubt = says("Sorry?", custom={"safety_check": "immediate_danger"})
    writes(road, resident, "it smells odd in here since Darren came", doubt)
    (one,) = kept(road.store)
    assert (one.kind, one.why) == (stored.DANGER, "asked")
    assert one.text == "it smells odd in here since [name] came"
    resident.writes("no")
    (one,) = kept(road.store)
    assert one.why == "denied"


def lesson(
    web: Web, text: str, kind: str = stored.MISSED, guesses: tuple[str, ...] = GUESSES
) -> int:
    road = Road(web.store, clock=web.road.parts.clock, now=web.road.parts.now)
    conversation = road.resident().conversation
    with web.store.begin() as tx:
        new = stored.NewLesson(kind=kind, seq=2, why="asked", text=text, guesses=guesses)
        stored.add(tx, conversation, new, road.parts.moment())
        found = stored.newest(tx, conversation.id, kind)
        assert found is not None
        return found.id


def test_staff_say_what_was_meant_and_it_is_written_once_into_a_file(
    web: Web,
) -> None:
    priya = Adviser(web.address, web.store, "priya", "supervisor")
    first, second = lesson(web, "wheelie thing"), lesson(web, "asdf")
    near = lesson(web, "it smells odd", stored.DANGER, ("immediate_danger",))
    assert {one["id"] for one in priya.call("GET", "/lessons").json()["missed"]} >= {first, second}
    page = priya.page("/desk/lessons").text
    assert "wheelie thing" in page and "it smells odd" in page
    sent = priya.submits(f"/desk/lessons/{first}", verdict="", meant="order_bin")
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/lessons?done=decided")
    assert priya.call("POST", f"/lessons/{second}", {"verdict": "dismissed"}).status_code == 200
    assert priya.call("POST", f"/lessons/{near}", {"verdict": "urgent"}).status_code == 200
    with web.store.read() as tx:
        newest = audit.newest(tx, 1)[0]
    assert (newest.action, newest.after) == ("decided_lesson", {"verdict": "urgent"})
    tally = priya.call("GET", "/lessons").json()["tally"]
    assert tally == [{"channel": "web", "language": "en", "missed": 2, "near": 1, "urgent": 1}]
    text, many = lessons.file_for_review(web.store, web.road.parts.moment())
    assert many == 1
    (intent,) = yaml.safe_load(text)["nlu"]
    assert intent == {"intent": "order_bin", "examples": "- wheelie thing\n"}
    assert lessons.file_for_review(web.store, web.road.parts.moment())[1] == 0
    late = priya.call("POST", f"/lessons/{first}", {"verdict": "which_bin"})
    assert (late.status_code, late.json()["error"]) == (409, "over")


def test_what_no_verdict_is_and_who_may_not_give_one_is_refused(web: Web) -> None:
    priya = Adviser(web.address, web.store, "priya", "supervisor")
    sam = Adviser(web.address, web.store, "sam")
    one = lesson(web, "wheelie thing")
    near = lesson(web, "it smells odd", stored.DANGER, ())
    assert priya.call("POST", f"/lessons/{one}", {"verdict": "urgent"}).status_code == 422
    assert priya.call("POST", f"/lessons/{near}", {"verdict": "order_bin"}).status_code == 422
    assert priya.call("POST", "/lessons/999999", {"verdict": "urgent"}).status_code == 404
    assert priya.submits(f"/desk/lessons/{one}", verdict="").status_code == 422
    assert sam.call("GET", "/lessons").status_code == 403
    assert sam.page("/desk/lessons").status_code == 403
    assert sam.call("POST", f"/lessons/{one}", {"verdict": "order_bin"}).status_code == 403


def test_the_command_writes_over_no_file(store: Store, tmp_path: Path) -> None:
    there = tmp_path / "lessons.yml"
    settings = SimpleNamespace(clock=None)
    assert learn(store, settings, there).startswith("0 messages")
    with pytest.raises(CannotBeMade):
        learn(store, settings, there)
