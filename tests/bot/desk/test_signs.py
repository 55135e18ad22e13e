"""What a resident and an adviser see of each other while they write (check 24); who has come."""

from integrations.store import conversations, signs
from tests.advisers import Adviser, client_id
from tests.bot.desk.conftest import Waiting, asks_for_a_person
from tests.bot.served import Web
from tests.road import DANGER

JOINED = "Sam from Stockport Council is with you now"


def doing(adviser: Adviser, item: int) -> dict[str, object]:
    return dict(adviser.call("GET", f"/queue/{item}").json()["doing"])


def test_who_types_and_what_was_seen_is_shown_to_the_adviser_and_fades(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item, call = resident.item, resident.browser.call
    assert call("POST", "/chat/typing", json={}).status_code == 204
    assert not doing(sam, item)["resident_typing"]  # while nobody has it, nothing is kept
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    said = {"text": "Hello", "version": version, "client_id": client_id()}
    seq = sam.call("POST", f"/queue/{item}/messages", said).json()["seq"]
    assert call("POST", "/chat/typing", json={}).status_code == 204
    assert call("POST", "/chat/seen", json={"seq": seq}).status_code == 204
    assert call("POST", "/chat/seen", json={"seq": 1}).status_code == 204  # it never goes back
    found = doing(sam, item)
    assert (found["resident_typing"], found["seen"]) == (True, seq)
    with web.store.read() as tx:
        now = web.road.parts.now()
        later = signs.now_in(tx, resident.conversation, now + 10)
    assert [one.kind for one in later] == [signs.SEEN]
    resident.browser.sends(text="there you are")
    assert not doing(sam, item)["resident_typing"]


def test_a_number_that_is_none_is_refused(resident: Waiting) -> None:
    for wrong in ({}, {"seq": 0}, {"seq": "3"}, {"seq": True}):
        assert resident.browser.call("POST", "/chat/seen", json=wrong).status_code == 400


def test_nobody_types_for_somebody_else(web: Web, resident: Waiting, alex: Adviser) -> None:
    assert web.post("/chat/typing", json={}).status_code == 401
    assert alex.call("POST", f"/queue/{resident.item}/seen", {"seq": 1}).status_code == 409


def test_the_resident_is_told_once_that_somebody_has_come(
    resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item = resident.item

    def told(name: str) -> int:
        return sum(f"{name} from" in str(one["text"]) for one in resident.browser.messages())

    sam.call("POST", f"/queue/{item}/claim")
    sam.call("POST", f"/queue/{item}/release")
    sam.call("POST", f"/queue/{item}/claim")
    resident.hears(JOINED)
    assert told("Sam") == 1
    sam.call("POST", f"/queue/{item}/release")
    alex.call("POST", f"/queue/{item}/claim")
    assert (told("Sam"), told("Alex")) == (1, 1)


def test_who_may_be_watched_is_not_written_to_because_somebody_looks(
    web: Web, sam: Adviser
) -> None:
    waits = asks_for_a_person(web)
    waits.browser.sends(text=DANGER)
    sam.call("POST", f"/queue/{waits.item}/claim")
    with web.store.read() as tx:
        found = conversations.get(tx, waits.conversation)
        assert found and found.owner == conversations.ADVISER
    assert JOINED not in str(waits.browser.messages())
