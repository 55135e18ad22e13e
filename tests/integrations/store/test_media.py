from integrations.store import conversations, media
from integrations.store.session import Moment

NOW = 1000.0
MOMENT = Moment(NOW, "2026-01-05T09:30:00Z")


def take(store, media_id, now):
    with store.begin() as tx:
        return media.claim(tx, media_id, now, now + 60)


def test_a_photo_is_fetched_by_one_worker_until_its_time_is_up(store):
    with store.begin() as tx:
        conversations.start(tx, "c1", "sms", "c1", "en", MOMENT)
        media.add(tx, "c1", "sms", "address", "sms:media:1", MOMENT)
    with store.read() as tx:
        (due,) = media.due(tx, NOW, 10)
    assert take(store, due, NOW) is not None
    assert take(store, due, NOW + 59) is None
    assert take(store, due, NOW + 60) is not None
