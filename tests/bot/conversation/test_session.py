import hashlib

import pytest

from bot.conversation import session
from integrations.store.models import Session


def test_a_session_opens_one_conversation_with_a_welcome(road):
    resident = road.resident()
    assert resident.sees() == []
    resumed = session.resume(road.parts, resident.opened.secret)
    assert (resumed.conversation_id, resumed.open) == (resident.id, True)


def test_only_the_hash_of_the_secret_is_kept(road, resident):
    secret = resident.opened.secret
    assert len(secret) >= 43
    with road.store.read() as tx:
        row = tx.query(Session).one()
    assert row.secret_hash == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in str(vars(row))


@pytest.mark.parametrize("secret", ["", "guess", "\ud800", "a" * 5000, "\x00"])
def test_a_secret_we_never_gave_opens_nothing(road, resident, secret):
    assert session.resume(road.parts, secret) is None


def test_two_sessions_never_share_a_conversation_or_a_secret(road):
    one, other = road.resident(), road.resident()
    assert one.id != other.id
    assert one.opened.secret != other.opened.secret


def test_leaving_revokes_this_browser_and_keeps_the_conversation(road, resident):
    resident.writes("hello")
    session.leave(road.parts, resident.opened.secret)
    session.leave(road.parts, resident.opened.secret)
    session.leave(road.parts, "never given")
    assert session.resume(road.parts, resident.opened.secret) is None
    road.work()
    assert resident.conversation.owner == "assistant"
    assert resident.sees("assistant") == ["You said: hello"]


def test_a_session_lasts_a_day_and_use_makes_it_last(road, resident):
    secret = resident.opened.secret
    for _ in range(4):
        road.time.move(20 * 3600)
        assert session.resume(road.parts, secret)
    road.time.move(24 * 3600)
    assert session.resume(road.parts, secret) is None


def test_ending_closes_the_conversation_and_leaves_the_queue(road, resident):
    resident.writes("hello")
    road.time.move(60)
    road.sweep()
    assert resident.item
    session.end(road.parts, resident.id)
    session.end(road.parts, resident.id)
    assert resident.conversation.owner == "closed"
    assert resident.item is None
    assert not session.resume(road.parts, resident.opened.secret).open


def test_a_message_that_waits_when_the_resident_ends_is_never_answered(road, resident):
    resident.writes("hello")
    session.end(road.parts, resident.id)
    road.time.move(120)
    road.work()
    road.sweep()
    assert road.engine.asked == []
    assert resident.sees() == ["hello"]


def test_a_changed_secret_opens_the_same_conversation_and_the_old_one_nothing(road, resident):
    old = resident.opened.secret
    new = session.change_secret(road.parts, session.resume(road.parts, old))
    assert session.resume(road.parts, old) is None
    assert session.resume(road.parts, new).conversation_id == resident.id
