"""One conversation, one adviser: taking, keeping, losing and handing on (checks 1 to 5)."""

import threading
from collections import Counter
from typing import Any

import pytest

from integrations.store import audit, claims, conversations, messages, queue, staff
from integrations.store.models import QueueItem
from integrations.store.queue import Handover
from integrations.store.session import Moment, Store
from tests.advisers import Adviser, client_id
from tests.bot.desk.conftest import Waiting, asks_for_a_person
from tests.bot.served import Web
from tests.road import DANGER, says


def wait_in_the_queue(store: Store, many: int, **told: str) -> list[int]:
    """So many who wait, the first the longest."""
    found = []
    for number in range(many):
        moment = Moment(1000.0 + number, "2026-01-05T09:30:00Z")
        name = f"waiting {number}"
        with store.begin() as tx:
            conversation = conversations.start(tx, name, "web", name, "en", moment)
            given = {"reason": "requested", "team": "contact_centre", "topic": "report", **told}
            item = queue.enter(tx, conversation, Handover(**given), moment)
            conversations.move(tx, conversation, "queue", moment)
            found.append(item.id)
    return found


def all_at_once(jobs: list[Any]) -> list[Any]:
    """What each answered when they all began at the same moment."""
    start, answers = threading.Barrier(len(jobs)), [None] * len(jobs)

    def work(at: int) -> None:
        start.wait()
        answers[at] = jobs[at]()

    threads = [threading.Thread(target=work, args=(at,)) for at in range(len(jobs))]
    [one.start() for one in threads]
    [one.join() for one in threads]
    return answers


def item_of(store: Store, item_id: int) -> QueueItem:
    with store.read() as tx:
        found = queue.get(tx, item_id)
        assert found is not None
        return found


def test_of_thirty_who_take_the_same_item_one_has_it_and_the_rest_are_told_who(
    web_on_both: Web,
) -> None:
    web = web_on_both
    items = wait_in_the_queue(web.store, 20)
    people = [Adviser(web.address, web.store, f"adviser{n}") for n in range(30)]
    names = {one.id: one.name for one in people}
    told: Counter[int] = Counter()
    for item in items:
        answers = all_at_once([
            lambda one=one, item=item: one.call("POST", f"/queue/{item}/claim") for one in people
        ])  # fmt: skip
        told.update(answer.status_code for answer in answers)
        winner = names[str(item_of(web.store, item).adviser)]
        assert {one.json()["by"] for one in answers if one.status_code == 409} == {winner}
    assert told == Counter({200: 20, 409: 580})


def test_ten_who_take_the_next_one_at_once_get_ten_different_ones(web_on_both: Web) -> None:
    web = web_on_both
    items = wait_in_the_queue(web.store, 50)
    with web.store.begin() as tx:
        for item in items[40:]:
            found = queue.get(tx, item)
            assert found
            found.priority = "urgent"
    people = [Adviser(web.address, web.store, f"adviser{n}") for n in range(10)]
    answers = all_at_once([lambda one=one: one.call("POST", "/queue/next") for one in people])
    assert {one.status_code for one in answers} == {200}
    assert sorted(one.json()["id"] for one in answers) == items[40:]


def test_nobody_but_the_owner_can_write_to_the_resident(
    web: Web, resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item = resident.item
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    said = {"text": "Hello, Alex here.", "version": version, "client_id": client_id()}
    refused = alex.call("POST", f"/queue/{item}/messages", said)
    assert (refused.status_code, refused.json()["by"]) == (409, "Sam")
    assert sam.call("POST", f"/queue/{item}/messages", {**said, "text": "Sam here."}).ok
    resident.hears("Sam here.")
    assert "Alex here" not in str(resident.browser.messages())


def test_nobody_writes_before_somebody_has_taken_it(resident: Waiting, sam: Adviser) -> None:
    said = {"text": "Hello", "version": 2, "client_id": client_id()}
    refused = sam.call("POST", f"/queue/{resident.item}/messages", said)
    assert (refused.status_code, refused.json()["error"]) == (409, "not_taken")


def test_words_for_a_conversation_that_changed_meanwhile_are_refused(
    resident: Waiting, sam: Adviser, priya: Adviser
) -> None:
    item = resident.item
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    taken = priya.call("POST", f"/queue/{item}/take-over", {"reason": "Sam has gone home"})
    assert taken.json()["version"] == version + 1
    said = {"text": "Still me", "version": version, "client_id": client_id()}
    refused = sam.call("POST", f"/queue/{item}/messages", said)
    assert (refused.status_code, refused.json()["by"]) == (409, "Priya")
    old = priya.call("POST", f"/queue/{item}/messages", said)
    assert (old.status_code, old.json()["error"]) == (409, "stale")
    assert "Still me" not in str(resident.browser.messages())


def test_only_a_supervisor_takes_over_and_only_with_a_reason(
    web: Web, resident: Waiting, sam: Adviser, alex: Adviser, priya: Adviser
) -> None:
    item = resident.item
    sam.call("POST", f"/queue/{item}/claim")
    path = f"/queue/{item}/take-over"
    assert alex.call("POST", path, {"reason": "I am quicker"}).status_code == 403
    assert priya.call("POST", path, {"reason": " "}).status_code == 422
    assert priya.call("POST", path, {"reason": "Sam has gone home"}).ok
    with web.store.read() as tx:
        (deed,) = [
            one
            for one in audit.of_conversation(tx, resident.conversation)
            if one.action == "taken_over"
        ]
    assert (deed.reason, deed.name, deed.before) == (
        "Sam has gone home", "Priya", {"adviser": sam.id}
    )  # fmt: skip


def test_who_is_gone_loses_it_and_the_resident_keeps_the_place(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    later = asks_for_a_person(web)
    item = resident.item
    sam.call("POST", f"/queue/{item}/claim")
    since = item_of(web.store, item).waiting_since
    assert sam.call("POST", f"/queue/{item}/heartbeat").ok
    with web.store.begin() as tx:
        assert claims.renew(tx, item, sam.id, 1.0)
    resident.hears("had to stop")
    found = item_of(web.store, item)
    assert (found.status, found.waiting_since, found.adviser) == ("waiting", since, None)
    with web.store.read() as tx:
        waiting = [one.id for one in queue.waiting(tx)]
        actions = [one.action for one in audit.of_conversation(tx, resident.conversation)]
    assert waiting.index(item) < waiting.index(later.item)
    assert "lease expired" in actions
    assert sam.call("POST", f"/queue/{item}/heartbeat").status_code == 409


def test_who_puts_somebody_back_leaves_them_their_place(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    since = item_of(web.store, item).waiting_since
    sam.call("POST", f"/queue/{item}/claim")
    assert sam.call("POST", f"/queue/{item}/release").ok
    found = item_of(web.store, item)
    assert (found.status, found.waiting_since) == ("waiting", since)


def test_another_team_gets_it_with_its_wait_and_the_reason(
    web: Web, resident: Waiting, sam: Adviser, alex: Adviser
) -> None:
    item = resident.item
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    before = item_of(web.store, item)
    path, moved = f"/queue/{item}/transfer", {"team": "highways", "version": version}
    for wrong in ({}, {"reason": "  "}, {"reason": "A hole", "team": "nobody"}):
        assert sam.call("POST", path, {**moved, **wrong}).status_code == 422
    assert sam.call("POST", path, {**moved, "reason": "It is a hole in the road"}).ok
    found = item_of(web.store, item)
    assert (found.team, found.status) == ("highways", "waiting")
    assert found.waiting_since == before.waiting_since
    resident.hears("in the queue for Highways")
    card = alex.call("GET", f"/queue/{item}").json()["card"]
    assert card["moved"] == {
        "team": "Contact centre", "name": "Sam", "reason": "It is a hole in the road"
    }  # fmt: skip
    assert "hole" not in str(resident.browser.update())


def test_nothing_ends_without_saying_how(web: Web, resident: Waiting, sam: Adviser) -> None:
    item = resident.item
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    path = f"/queue/{item}/close"
    for wrong in ({}, {"wrap_up": "no-code-timeout"}, {"wrap_up": "passed_on"}):
        refused = sam.call("POST", path, {"version": version, **wrong})
        assert refused.status_code == 422, wrong
    assert sam.call("POST", path, {"version": version, "wrap_up": "resolved", "tell": True}).ok
    resident.hears("We have ended this chat")
    assert resident.browser.update()["state"]["owner"] == "closed"
    assert item_of(web.store, item).wrap_up == "resolved"


def test_who_says_nothing_after_the_resident_left_is_counted_apart(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    other, item = asks_for_a_person(web), resident.item
    second = other.item
    for one in (item, second):
        sam.call("POST", f"/queue/{one}/claim")
    resident.browser.call("POST", "/chat/end")
    other.browser.call("POST", "/chat/end")
    assert sam.call("POST", f"/queue/{second}/close", {"wrap_up": "resolved"}).ok
    with web.store.begin() as tx:
        found = queue.get(tx, item)
        assert found and found.closed_at
        found.closed_at -= 11 * 60
    for _ in range(100):
        if item_of(web.store, item).wrap_up:
            break
        threading.Event().wait(0.05)
    assert item_of(web.store, item).wrap_up == "no-code-timeout"
    assert item_of(web.store, second).wrap_up == "resolved"


def test_the_bot_is_silent_while_a_person_has_it_and_what_it_computes_is_kept_back(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item, engine = resident.item, web.engine
    sam.call("POST", f"/queue/{item}/claim")
    asked = len(engine.asked)
    resident.browser.sends(text="are you there?")
    threading.Event().wait(0.6)
    assert len(engine.asked) == asked
    entries = sam.call("GET", f"/queue/{item}").json()["entries"]
    assert entries[-1]["text"] == "are you there?"


def test_a_claim_that_lands_while_the_assistant_thinks_keeps_its_answer_back(
    web: Web, sam: Adviser
) -> None:
    browser = web.browser()
    conversation = str(browser.opens()["conversation"])
    waits = Waiting(web, browser, conversation)

    def claimed_meanwhile() -> None:
        web.engine.while_thinking = None
        browser.sends(text=DANGER)
        sam.call("POST", f"/queue/{waits.item}/claim")

    web.engine.while_thinking = claimed_meanwhile
    web.engine.answers.append(says("TOO-LATE"))
    browser.sends(text="when is my bin day")
    for _ in range(100):
        with web.store.read() as tx:
            kept_back = messages.everything(tx, conversation)[-1].suppressed
        if kept_back:
            break
        threading.Event().wait(0.05)
    entries = sam.call("GET", f"/queue/{waits.item}").json()["entries"]
    assert [one["text"] for one in entries if one["kind"] == "suppressed"] == ["TOO-LATE"]
    assert "TOO-LATE" not in str(browser.messages())
    asked = [one for one in web.engine.asked if one.conversation.startswith(conversation)]
    assert len(asked) == 1


@pytest.mark.parametrize("teams", [("highways",), ("contact_centre",)])
def test_an_adviser_of_one_team_sees_what_is_theirs_and_what_is_urgent(
    web: Web, resident: Waiting, teams: tuple[str, ...]
) -> None:
    person = Adviser(web.address, web.store, f"of_{teams[0]}", teams=teams)
    item = resident.item
    allowed = teams == ("contact_centre",)
    assert person.call("GET", f"/queue/{item}").status_code == (200 if allowed else 404)
    with web.store.begin() as tx:
        found = queue.get(tx, item)
        assert found
        found.priority = "urgent"
    assert person.call("GET", f"/queue/{item}").ok


def test_reading_and_every_change_is_written_down_without_the_words(
    web: Web, resident: Waiting, sam: Adviser
) -> None:
    item = resident.item
    version = sam.call("POST", f"/queue/{item}/claim").json()["version"]
    sam.call("GET", f"/queue/{item}")
    said = {"text": "CANARY-REPLY", "version": version, "client_id": client_id()}
    sam.call("POST", f"/queue/{item}/messages", said)
    sam.call("POST", f"/queue/{item}/notes", {"text": "CANARY-NOTE", "client_id": client_id()})
    with web.store.read() as tx:
        rows = audit.of_conversation(tx, resident.conversation)
        assert audit.broken_at(tx) is None
        assert staff.get(tx, sam.id)
    assert [one.action for one in rows] == ["claimed", "looked", "sent", "noted"]
    assert {one.name for one in rows} == {"Sam"}
    assert "CANARY" not in str([vars(one) for one in rows])
