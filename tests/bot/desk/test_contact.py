"""Somebody who rings, comes in or writes a letter: the same desk, and no text to a landline."""

import pytest

from bot.conversation import danger, news, waiting
from bot.conversation.news import News
from bot.desk import claiming, contact
from bot.desk.sessions import Who
from integrations.store import conversations, messages, queue, staff
from integrations.store.session import Store
from tests.advisers import Adviser, client_id
from tests.bot.served import Web
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import DANGER, Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]

CALL = {"channel": "phone", "name": "Mrs Kaur", "topic": "report_pothole", "language": "en",
        "later": "nothing"}  # fmt: skip
LANDLINE, MOBILE = "0161 496 0123", "07700 900123"


@pytest.fixture
def caller(sam: Adviser) -> int:
    return int(sam.call("POST", "/contact", CALL).json()["id"])


def test_a_call_is_with_who_took_it_and_has_the_same_card_and_ending(
    web: Web, sam: Adviser, alex: Adviser, caller: int
) -> None:
    heard = {"text": "There is a hole in Heaton Lane", "client_id": client_id()}
    assert sam.call("POST", f"/queue/{caller}/said", heard).ok
    assert sam.call("POST", f"/queue/{caller}/said", heard).ok  # the same one again
    assert alex.call("POST", f"/queue/{caller}/said", heard).status_code == 409
    found = sam.call("GET", f"/queue/{caller}").json()
    told = {"text": "It goes on the list", "client_id": client_id(),
            "version": found["state"]["version"]}  # fmt: skip
    assert sam.call("POST", f"/queue/{caller}/messages", told).ok
    found = sam.call("GET", f"/queue/{caller}").json()
    assert [one["from"] for one in found["entries"]] == ["resident", "adviser"]
    assert found["item"]["channel"] == "Phone call" and found["item"]["topic"] == "A pothole"
    assert found["card"]["caller"]["name"] == "Mrs Kaur"
    assert "hole in Heaton Lane" in found["card"]["summary"]
    conversation = str(found["item"]["conversation"])
    assert not [one for one in web.engine.asked if one.conversation.startswith(conversation)]
    end = {"version": found["state"]["version"], "wrap_up": "resolved"}
    assert sam.call("POST", f"/queue/{caller}/close", end).ok


def test_danger_in_a_call_sounds_the_same_alarm(sam: Adviser, caller: int) -> None:
    heard = {"text": DANGER, "client_id": client_id()}
    assert sam.call("POST", f"/queue/{caller}/said", heard).ok
    found = sam.call("GET", f"/queue/{caller}").json()
    assert found["safety"]["text"] == DANGER and found["item"]["priority"] == "urgent"
    end = {"version": found["state"]["version"], "wrap_up": "resolved"}
    assert sam.call("POST", f"/queue/{caller}/close", end).json()["error"] == "no_outcome"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"later": "text", "number": LANDLINE}, "landline"),
        ({"later": "text", "number": ""}, "not_complete"),
        ({"later": "call", "number": "12"}, "not_complete"),
        ({"name": " "}, "not_complete"),
        ({"channel": "web"}, "not_complete"),
        ({"topic": "dragons"}, "not_complete"),
    ],
)
def test_what_cannot_be_is_refused(sam: Adviser, given: dict[str, str], error: str) -> None:
    refused = sam.call("POST", "/contact", {**CALL, **given})
    assert (refused.status_code, refused.json()["error"]) == (422, error)
    page = sam.submits("/desk/contact", **{**CALL, **given})
    assert page.status_code == 422 and 'role="alert"' in page.text


def test_a_landline_gets_a_call_back(web: Web, sam: Adviser, alex: Adviser) -> None:
    asked = {**CALL, "later": "call", "number": LANDLINE}
    page = sam.submits("/desk/contact", **asked)
    item = int(page.headers["location"].rpartition("/")[2])
    assert sam.call("GET", f"/queue/{item}").json()["number"] == "+441614960123"
    assert "+441614960123" in sam.page(f"/desk/items/{item}").text
    assert alex.call("GET", f"/queue/{item}").json()["number"] is None
    with web.store.read() as tx:
        found = queue.get(tx, item)
    assert found and found.call_back and "4960123" not in str(found.call_back)


def test_who_calls_again_is_known_by_the_number(sam: Adviser) -> None:
    with_number = {**CALL, "number": "0161 496 0999"}
    first = sam.call("POST", "/contact", with_number).json()
    end = {"version": first["version"], "wrap_up": "resolved"}
    assert sam.call("POST", f"/queue/{first['id']}/close", end).ok
    second = sam.call("POST", "/contact", with_number).json()
    earlier = sam.call("GET", f"/queue/{second['id']}").json()["card"]["earlier"]
    assert [one["id"] for one in earlier] == [first["conversation"]]


@pytest.mark.parametrize(("later", "texted"), [("text", 1), ("nothing", 0)])
def test_news_of_a_request_is_texted_only_where_they_said_that_it_may_be(
    store: Store, later: str, texted: int
) -> None:
    parts = Road(store, senders={"sms": object()}).parts
    moment = parts.moment()
    with store.begin() as tx:
        person = staff.add(tx, staff.NewStaff(username="kim", name="Kim", role="agent"), moment)
        kim = Who(id=person.id, name="Kim", role="agent", teams=(), session_id="s", csrf="c",
                  idle_at=0)  # fmt: skip
    begun = contact.begin(parts, kim, {**CALL, "number": MOBILE, "later": later})
    told = news.tell(parts, str(begun["conversation"]), News(key="k", text="SR-1 is mended."))
    assert (told is news.Outcome.POSTED) == bool(texted)
    identity = parts.numbers.identity("sms", "+447700900123")
    with store.read() as tx:
        reached = conversations.find_open(tx, "sms", identity)
        said = messages.visible(tx, reached.id) if reached else []
    assert [one.text for one in said] == ["SR-1 is mended."] * texted


def test_nothing_is_said_to_who_cannot_read_it(store: Store) -> None:
    """A call that is put back in the queue, and a danger nobody has written about for a minute."""
    road = Road(store)
    moment = road.parts.moment()
    with store.begin() as tx:
        person = staff.add(tx, staff.NewStaff(username="kim", name="Kim", role="agent"), moment)
        kim = Who(id=person.id, name="Kim", role="agent", teams=(), session_id="s", csrf="c",
                  idle_at=0)  # fmt: skip
    begun = contact.begin(road.parts, kim, CALL)
    item, conversation = int(str(begun["id"])), str(begun["conversation"])
    contact.said(road.parts, kim, item, {"text": DANGER, "client_id": "one"})
    road.time.move(61)
    danger.unanswered_alarm(road.parts, item)
    claiming.release(road.parts, kim, item, {})
    waiting.tell(road.parts, item)
    with store.read() as tx:
        assert [one.sender for one in messages.visible(tx, conversation)] == ["resident"]
