"""Many messages at once, and what goes wrong in the middle of a batch."""

import asyncio
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from bot.conversation import lateness
from bot.conversation.rush import Rush
from bot.webhooks.reading import take_each
from integrations.store import conversations, messages
from integrations.store.models import Message
from tests import providers
from tests.bot.served import Web
from tests.road import PROVIDERS

SETTINGS = {name.upper(): value for name, value in PROVIDERS.items()}
ENVIRONMENT = {**SETTINGS, "DOORSTEP_PUBLIC_URL": "http://127.0.0.1"}
PHONES, TEXTS = 20, 3


@pytest.mark.parametrize("provider", providers.PROVIDERS)
def test_of_many_messages_at_once_every_one_is_kept_once(web: Web, provider: str) -> None:
    base = 447_700_910_000 + 1_000 * providers.PROVIDERS.index(provider)
    sent = [(f"+{base + at}", uuid.uuid4().hex) for at in range(PHONES) for _ in range(TEXTS)]

    def tell(one: tuple[str, str]) -> int:
        number, key = one
        answer = providers.post(provider, ENVIRONMENT, web.address, number, key, f"text {key}")
        return answer.status_code

    with ThreadPoolExecutor(10) as pool:
        assert set(pool.map(tell, [*sent, *sent[::7]])) == {200}
    channel = "whatsapp" if provider == "whatsapp" else "sms"
    with web.store.read() as tx:
        for number, key in sent:
            found = messages.by_key(tx, f"{channel}:{key}")
            assert found and found.text == f"text {key}"
            identity = web.road.parts.numbers.identity(channel, number)
            owner = conversations.find_open(tx, channel, identity)
            assert owner and owner.id == found.conversation_id


@pytest.mark.parametrize("provider", providers.PROVIDERS)
def test_a_message_told_again_is_taken_and_one_from_long_ago_is_refused(
    web: Web, provider: str
) -> None:
    key = f"replay-{provider}"

    def tell() -> int:
        where = (web.address, "+447700900777", key, "hello")
        return providers.post(provider, ENVIRONMENT, *where).status_code

    assert (tell(), tell()) == (200, 200)
    channel = "whatsapp" if provider == "whatsapp" else "sms"
    with web.store.begin() as tx:
        known = messages.by_key(tx, f"{channel}:{key}")
        assert known
        known.received_at -= lateness.TOLD_FOR + 1
        before = tx.query(Message).filter_by(sender="resident").count()
    assert tell() == 403
    with web.store.read() as tx:
        assert tx.query(Message).filter_by(sender="resident").count() == before


def test_what_goes_wrong_with_one_loses_none_of_the_others() -> None:
    kept: list[int] = []

    def keep(at: int) -> None:
        if at == 1:
            raise ZeroDivisionError
        kept.append(at)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(take_each(Rush(), (partial(keep, at) for at in range(4))))
    assert kept == [0, 2, 3]
