"""How a resident wants to be dealt with: kept with their yes, shown, obeyed, gone when asked."""

import pytest

from bot.conversation import waiting
from bot.desk import needs as kept_needs
from integrations.store import conversations, messages, needs, presence, queue
from integrations.store.queue import Handover
from integrations.store.session import Store
from tests.advisers import Adviser
from tests.bot.desk.conftest import Waiting
from tests.bot.served import Web
from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]
ASKED = {"needs": ["no_phone", "large_print"], "language": "pl", "consent": True}


def test_what_they_need_is_kept_only_with_their_consent_and_shown_on_the_card(
    resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item = resident.item
    assert sam.call("POST", f"/queue/{item}/needs", ASKED).status_code == 409
    sam.call("POST", f"/queue/{item}/claim")
    refused = sam.call("POST", f"/queue/{item}/needs", {**ASKED, "consent": False})
    assert (refused.status_code, refused.json()["error"]) == (422, "no_consent")
    assert sam.call("POST", f"/queue/{item}/needs", ASKED).ok
    found = sam.call("GET", f"/queue/{item}").json()
    assert [one["slug"] for one in found["card"]["needs"]] == ["large_print", "no_phone"]
    assert found["item"]["language"] == "Polish"
    assert "Do not ring" in alex.page(f"/desk/items/{item}").text
    told = sam.call("GET", f"/queue/{item}/handover").json()
    assert "No phone calls" in str(told["case"]["data"])
    nothing = {"needs": [], "language": "pl"}
    assert sam.call("POST", f"/queue/{item}/needs", nothing).ok
    assert sam.call("GET", f"/queue/{item}").json()["card"]["needs"] == []


def test_without_javascript_it_is_a_form(resident: Waiting, sam: Adviser) -> None:
    item = resident.item
    sam.call("POST", f"/queue/{item}/claim")
    page = sam.submits(f"/desk/items/{item}/needs", **{"needs.audio": "1", "language": "en"})
    assert page.status_code == 422 and 'value="1" checked' in page.text
    given = {"needs.audio": "1", "language": "en", "consent": "1"}
    assert sam.submits(f"/desk/items/{item}/needs", **given).status_code == 303
    assert "Send letters as sound" in sam.page(f"/desk/items/{item}").text


def test_who_asked_for_a_call_and_then_for_none_is_not_rung(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    resident.browser.call("POST", "/chat/call-back", json={"number": "0161 496 0321"})
    sam.call("POST", f"/queue/{item}/claim")
    assert sam.call("GET", f"/queue/{item}").json()["number"] == "+441614960321"
    assert sam.call("POST", f"/queue/{item}/needs", ASKED).ok
    assert sam.call("GET", f"/queue/{item}").json()["number"] is None


@pytest.mark.parametrize(("named", "offered"), [("bsl", False), ("large_print", True)])
def test_who_wants_no_calls_is_offered_none_while_they_wait(
    store: Store, named: str, offered: bool
) -> None:
    road = Road(store)
    moment = road.parts.moment()
    with store.begin() as tx:
        conversation = conversations.start(tx, "c", "web", "c", "en", moment)
        needs.keep(tx, conversation, [named], "s", moment)
        wanted = Handover(reason="error", team="contact_centre", topic="report")
        item = queue.enter(tx, conversation, wanted, moment).id
        conversations.move(tx, conversation, conversations.QUEUE, moment)
    assert waiting.tell(road.parts, item)
    with store.read() as tx:
        told = messages.visible(tx, "c")[-1].text
    assert told.startswith("No one is free") and ("call" in told) == offered


def test_a_line_for_another_team_names_each_need() -> None:
    found = [{"name": "Audio"}, {"name": "Easy read"}]
    assert kept_needs.line(found) == "How to deal with them: Audio; Easy read."
    assert kept_needs.line([]) == ""


def test_who_is_away_counts_for_no_promise(web: Web, sam: Adviser) -> None:
    assert sam.call("POST", "/status", {"status": "lunch"}).status_code == 422
    assert sam.call("POST", "/status", {"status": "away"}).json() == {"status": "away"}
    sam.call("GET", "/news")
    with web.store.read() as tx:
        assert presence.status_of(tx, sam.id) == "away"
    page = sam.page().text
    assert '<option value="away" selected>' in page
    back = sam.submits("/desk/status", status="available", back="/desk/opening")
    assert back.headers["location"] == "/desk/opening"
    with web.store.read() as tx:
        assert presence.status_of(tx, sam.id) == "available"
