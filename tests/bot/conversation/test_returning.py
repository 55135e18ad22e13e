"""Details are taken back at any moment; what comes back of them finds a person."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.conversation import returning, session
from bot.conversation.receive import Inbound, receive
from integrations.store import conversations, outbox, queue, referrals
from tests.referring import DAY, DAYS, link, logged, post, reference, road, staff, status, work

__all__ = ["post", "reference", "road"]

TAKEN_BACK = ["take it back", "I want my details back", "please don't send them my number",
              "don\u2019t pass on my details", "I don't want them to call me",
              "withdraw my consent"]  # fmt: skip


@pytest.mark.parametrize("said", TAKEN_BACK[:2])
def test_what_is_taken_back_before_it_left_is_never_sent(road, resident, post, reference, said):
    resident.writes(said)
    work(road, DAY)
    assert post.sent == []
    assert status(road, reference) == "withdrawn"


@pytest.mark.parametrize("said", TAKEN_BACK)
def test_what_is_taken_back_reaches_the_helper_and_stops_everything(
    road, resident, post, reference, said
):
    work(road)
    resident.writes(said)
    assert reference in resident.sees("notice")[-1]
    work(road)
    address, _, body, named = post.sent[-1]
    assert (address, named) == ("in@hill.example", f"{reference}-back")
    assert "delete what you have noted" in body and len(post.sent) == 2
    assert not returning.answered(road.parts, link(post), "accepted")
    with road.store.read() as tx:
        referral, request = referrals.by_reference(tx, reference)
    assert (referral.shared, request.description, request.status) == ([], "", "withdrawn")
    seen = len(resident.sees())
    work(road, 30 * DAY)
    assert len(resident.sees()) == seen and staff(road) == [] and len(post.sent) == 2


def test_it_is_taken_back_while_it_is_being_sent(road, resident, post, reference):
    """The worker that was under way changes nothing any more, and word follows all the same."""
    with road.store.begin() as tx:
        claim = outbox.claim(tx, outbox.due(tx, road.time(), 1, "email")[0], road.time(), 9e9)
        assert outbox.sending(tx, claim, road.time(), 9e9)
    resident.writes("take it back")
    with road.store.begin() as tx:
        assert not outbox.finish(tx, claim, "done", road.time(), None)
    work(road)
    assert [one[3] for one in post.sent] == [f"{reference}-back"]


@pytest.mark.parametrize("owner", [conversations.QUEUE, conversations.ADVISER])
def test_it_is_taken_back_whoever_has_the_chat_and_with_the_engine_down(
    road, resident, post, reference, owner
):
    work(road)
    road.engine.is_down()
    with road.store.begin() as tx:
        held = conversations.lock(tx, resident.id, road.parts.moment())
        wanted = queue.Handover(reason="requested", team="early_help", topic="x")
        item = queue.enter(tx, held, wanted, road.parts.moment())
        conversations.move(tx, held, conversations.QUEUE, road.parts.moment())
        if owner == conversations.ADVISER:
            queue.claim(tx, item.id, "kim", road.parts.moment())
    resident.writes("take my details back")
    assert status(road, reference) == "withdrawn"


def test_the_same_words_mean_nothing_where_nothing_was_shared(road, resident):
    resident.writes("take it back")
    road.work()
    assert len(road.engine.asked) == 1


def test_a_web_chat_that_has_ended_still_comes_back_to_staff(road, resident, post, reference):
    work(road)
    session.end(road.parts, resident.id)
    work(road, DAYS["silent"] * DAY + 60)
    assert len(staff(road)) == 1
    assert status(road, reference) == "returned"


def test_an_e_mail_that_bounced_goes_to_a_person(road, post, reference):
    work(road)
    returning.bounced(road.parts, "id-1")
    assert status(road, reference) == "returned"
    returning.bounced(road.parts, "somebody else's")


def test_where_the_council_s_own_system_takes_it_it_goes_as_a_request(road, resident, post):
    reference = logged(road, resident, address="", service_code="EARLYHELP")
    with road.store.read() as tx:
        assert len(outbox.due(tx, road.time(), 9)) == 1
    work(road)
    assert post.sent == []
    resident.writes("take it back")
    assert status(road, reference) == "withdrawn"


def test_a_phone_is_asked_in_its_chat_of_today(road, post):
    inbound = Inbound(channel="sms", identity="p1", provider_id="1", text="hello")
    first = receive(road.parts, inbound)
    resident = SimpleNamespace(id=first.conversation_id)
    reference = logged(road, resident)
    work(road)
    session.end(road.parts, first.conversation_id)
    second = receive(road.parts, replace(inbound, provider_id="2", text="hi"))
    work(road, DAYS["ask"] * DAY + 60)
    receive(road.parts, replace(inbound, provider_id="3", text="no not yet"))
    assert status(road, reference) == "returned"
    with road.store.read() as tx:
        assert queue.open_item(tx, second.conversation_id) is not None
