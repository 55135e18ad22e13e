"""What an adviser does with a conversation: write, note, log, deal with danger, give it back."""

import pytest

from actions.emergencies import table
from bot.desk.words import source
from integrations.store import notes, phones, queue, requests
from integrations.store.models import Conversation
from tests.advisers import Adviser, client_id
from tests.bot.desk.conftest import Waiting, asks_for_a_person
from tests.bot.served import Web
from tests.road import DANGER

CANARY = "CANARY-7731"


def takes(adviser: Adviser, item: int) -> int:
    return int(adviser.call("POST", f"/queue/{item}/claim").json()["version"])


def test_the_whole_conversation_is_there_with_a_card_made_from_it(
    resident: Waiting, sam: Adviser
) -> None:
    found = sam.call("GET", f"/queue/{resident.item}").json()
    assert [one["from"] for one in found["entries"]] == [
        "assistant", "resident", "assistant", "resident", "assistant"
    ]  # fmt: skip
    card = found["card"]
    assert card["facts"] == [
        {"name": "Place", "value": "Heaton Lane", "message": 2, "confirmed": True}
    ]
    for told in ("Web chat", "English", "a sofa on Heaton Lane", "Place: Heaton Lane",
                 "after 2 of their messages", "a person please"):  # fmt: skip
        assert told in card["summary"], card["summary"]


def test_what_is_sent_twice_arrives_once(resident: Waiting, sam: Adviser) -> None:
    version = takes(sam, resident.item)
    said = {"text": "Hello from Sam", "version": version, "client_id": client_id()}
    first = sam.call("POST", f"/queue/{resident.item}/messages", said).json()
    assert sam.call("POST", f"/queue/{resident.item}/messages", said).json() == first
    shown = [one for one in resident.browser.messages() if one["text"] == "Hello from Sam"]
    assert [(one["from"], one["name"]) for one in shown] == [("adviser", "Sam")]


def test_a_reply_with_a_gap_in_it_is_not_sent(resident: Waiting, sam: Adviser) -> None:
    version = takes(sam, resident.item)
    text = "Your reference is {reference}, {name}."
    said = {"text": text, "version": version, "client_id": client_id()}
    refused = sam.call("POST", f"/queue/{resident.item}/messages", said)
    assert (refused.status_code, refused.json()["missing"]) == (422, ["name", "reference"])


def test_a_note_never_reaches_the_resident(web: Web, resident: Waiting, sam: Adviser) -> None:
    item, said = resident.item, {"text": CANARY, "client_id": client_id()}
    version = takes(sam, item)
    assert sam.call("POST", f"/queue/{item}/notes", said).ok
    assert sam.call("POST", f"/queue/{item}/notes", said).ok  # the same one again
    sam.call("POST", f"/queue/{item}/transfer", {
        "team": "waste", "reason": CANARY, "version": version
    })  # fmt: skip
    with web.store.read() as tx:
        kept = [one.text for one in notes.of_conversation(tx, resident.conversation)]
    assert kept == [CANARY, CANARY]
    assert CANARY in sam.page(f"/desk/items/{item}").text
    seen = [
        str(resident.browser.update()),
        resident.browser.page(),
        resident.browser.call("GET", "/chat/transcript.txt").text,
    ]
    assert not any(CANARY in one for one in seen)


def test_a_form_that_is_refused_comes_back_with_what_was_typed(
    web: Web, resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item, version = resident.item, takes(sam, resident.item)
    said = {"text": "Alex was here", "version": str(version), "client_id": client_id()}
    page = alex.submits(f"/desk/items/{item}/messages", **said)
    assert page.status_code == 409
    assert "Sam has this conversation" in page.text and "Alex was here" in page.text
    page = sam.submits(f"/desk/items/{item}/close", version=str(version), note="A long story")
    assert page.status_code == 422 and "A long story" in page.text


def test_without_javascript_the_whole_job_is_forms(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    assert f"/desk/items/{item}" in sam.page().text
    taken = sam.submits(f"/desk/items/{item}/claim")
    assert taken.headers["location"] == f"/desk/items/{item}"
    with_reply = sam.page(f"/desk/items/{item}?reply=hello.en").text
    assert "I am Sam from Stockport Council" in with_reply
    version = sam.call("GET", f"/queue/{item}").json()["state"]["version"]
    sent = sam.submits(
        f"/desk/items/{item}/messages",
        text="Hello on a form",
        version=str(version),
        client_id=client_id(),
    )
    assert sent.status_code == 303
    resident.hears("Hello on a form")
    ended = sam.submits(f"/desk/items/{item}/close", version=str(version), wrap_up="resolved")
    assert ended.headers["location"] == "/desk?done=closed"


def test_the_assistant_gets_it_back_with_what_was_found_out(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item, version = resident.item, takes(sam, resident.item)
    given = {"version": version, "note": "They only need a date", "place": "12 Heaton Lane"}
    assert sam.call("POST", f"/queue/{item}/give-back", given).ok
    resident.hears("our automated assistant now")
    assert resident.browser.update()["state"]["owner"] == "assistant"
    resident.browser.sends(text="when is my bin day")
    resident.hears("You said: when is my bin day")
    facts = sam.call("GET", f"/queue/{item}").json()["card"]["facts"]
    assert ("Place", "12 Heaton Lane", True) in [
        (one["name"], one["value"], one["confirmed"]) for one in facts
    ]


def test_a_danger_is_not_over_before_its_outcome_is_written_down(web: Web, sam: Adviser) -> None:
    browser = web.browser()
    conversation = str(browser.opens()["conversation"])
    browser.sends(text=DANGER)
    item = Waiting(web, browser, conversation).item
    version = takes(sam, item)
    safety = sam.call("GET", f"/queue/{item}").json()["safety"]
    assert safety["text"] == DANGER and safety["emergency"] == "999"
    assert safety["words"] in str(browser.messages()[2]["text"])
    end = {"version": version, "wrap_up": "safety", "note": "Handed to the crew"}
    refused = sam.call("POST", f"/queue/{item}/close", end)
    assert (refused.status_code, refused.json()["error"]) == (422, "no_outcome")
    returned = sam.call("POST", f"/queue/{item}/give-back", {"version": version})
    assert returned.status_code == 422
    done = {"step": "called_999", "text": "Ambulance on its way, log 42"}
    assert sam.call("POST", f"/queue/{item}/safety", done).ok
    assert sam.call("POST", f"/queue/{item}/close", end).status_code == 422
    done = {"step": "outcome", "text": "The crew is with them"}
    assert sam.call("POST", f"/queue/{item}/safety", done).ok
    assert sam.call("POST", f"/queue/{item}/close", end).ok
    assert "Ambulance" not in str(browser.update())


def test_a_danger_opens_with_who_where_the_number_and_what_to_ask(web: Web, sam: Adviser) -> None:
    browser = web.browser()
    conversation = str(browser.opens()["conversation"])
    browser.sends(text=DANGER)
    item = Waiting(web, browser, conversation).item
    script = source("safety")["scripts"]["suicide_self_harm"]
    waiting = sam.call("GET", f"/queue/{item}").json()["safety"]
    assert (waiting["risk"], waiting["ask"]) == (script["risk"], script["ask"])
    assert (waiting["places"], waiting["number"]) == ([], None)
    moment = web.road.parts.moment()
    with web.store.begin() as tx:
        known = tx.get(Conversation, conversation)
        assert known is not None
        known.facts = [{"name": "Place", "value": "5 Heaton Lane", "message": 2, "confirmed": False,
                        "slot": "place", "logged": 0}]  # fmt: skip
        sealed = web.road.parts.numbers.seal("+447700900123")
        phones.heard(tx, known.identity, "sms", sealed, moment.now)
    assert sam.call("GET", f"/queue/{item}").json()["safety"]["number"] is None
    takes(sam, item)
    mine = sam.call("GET", f"/queue/{item}").json()["safety"]
    assert (mine["places"], mine["number"]) == (["5 Heaton Lane"], "+447700900123")
    page = sam.page(f"/desk/items/{item}").text
    assert "5 Heaton Lane" in page and script["ask"][0] in page


def test_every_script_is_for_a_danger_that_there_is() -> None:
    kinds = {str(one.kind) for one in table.table().rows.values()}
    assert set(source("safety")["scripts"]) - {"usual"} <= kinds


def test_danger_while_a_person_has_it_is_an_alarm_on_the_card_first(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    version = takes(sam, item)
    resident.browser.sends(text=DANGER)
    found = sam.call("GET", f"/queue/{item}").json()
    assert found["safety"]["waits"] and found["item"]["priority"] == "urgent"
    said = {"text": "I am with you", "version": version, "client_id": client_id()}
    assert sam.call("POST", f"/queue/{item}/messages", said).ok
    assert found["safety"]["words"] not in str(resident.browser.messages())


@pytest.mark.parametrize("wrong", [{}, {"description": " "}, {"kind": "dragons"}])
def test_an_unfinished_request_is_not_logged(
    web: Web, resident: Waiting, sam: Adviser, wrong: dict[str, str]
) -> None:
    takes(sam, resident.item)
    given = {"client_id": client_id(), "kind": "fly_tipping", "street": "Heaton Lane", **wrong}
    refused = sam.call("POST", f"/queue/{resident.item}/request", given)
    assert refused.status_code in (422, 503)
    with web.store.read() as tx:
        assert requests.of_conversation(tx, resident.conversation) == []


def test_a_photo_is_for_staff_who_are_signed_in(web: Web, resident: Waiting, sam: Adviser) -> None:
    assert sam.page("/desk/photos/nothing").status_code == 404
    stranger = web.get("/desk/photos/nothing", allow_redirects=False)
    assert stranger.status_code == 303


def test_what_hides_in_a_residents_words_is_seen(web: Web, sam: Adviser) -> None:
    waits = asks_for_a_person(web, said="<script>alert(1)</script> a\u202eb person please")
    page = sam.page(f"/desk/items/{waits.item}").text
    assert "<script>alert" not in page and "&lt;script&gt;" in page
    assert "a[U+202E]b" in page


def test_an_item_is_told_in_the_neutral_shape_without_notes(
    resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    sam.call("POST", f"/queue/{item}/notes", {"text": CANARY, "client_id": client_id()})
    told = sam.call("GET", f"/queue/{item}/handover").json()
    assert told["handover_id"] == f"HO-{item}" and told["status"] == "requested"
    assert told["case"]["data"] == {"Place": "Heaton Lane"}
    assert [one["author"] for one in told["transcript"]][:2] == ["assistant", "resident"]
    assert CANARY not in str(told)


def test_who_waits_can_ask_to_be_called_and_keeps_the_place(
    web: Web, resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item = resident.item
    before = resident.browser.update()["state"]["queue"]["position"]
    call = resident.browser.call
    assert call("POST", "/chat/call-back", json={"number": "12"}).status_code == 400
    assert call("POST", "/chat/call-back", json={"number": "0161 496 0123"}).status_code == 202
    resident.hears("the number that ends in 123")
    assert resident.browser.update()["state"]["queue"]["position"] == before
    with web.store.read() as tx:
        found = queue.get(tx, item)
    assert found and "4960123" not in str(found.call_back)
    takes(sam, item)
    assert sam.call("GET", f"/queue/{item}").json()["number"] == "+441614960123"
    assert alex.call("GET", f"/queue/{item}").json()["number"] is None
    assert call("POST", "/chat/call-back", json={"number": "0161 496 0123"}).status_code == 409
