"""Two web processes on one database: a message that both are told of at once is one message, one
turn and one answer."""

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deploy.processes import Process
from integrations.store.models import Delivery, Message, Turn
from integrations.store.session import Store
from tests import providers
from tests.phones import Phone
from tests.stack import STARTED_IN, Stack, free_port, until

pytestmark = pytest.mark.both_databases
TIMES = 5


@pytest.fixture
def webs(stack: Stack) -> Iterator[list[str]]:
    """The addresses of both."""
    first, port = stack.processes["web"], free_port()
    environment = {**stack.environment, "DOORSTEP_WEB_PORT": str(port)}
    second = Process(replace(first.program, port=port), environment, first.logs / "second")
    second.start()
    try:
        until(second.is_ready, "the second web process", STARTED_IN)
        yield [stack.web, f"http://127.0.0.1:{port}"]
    finally:
        second.stop()


@pytest.mark.parametrize("provider", providers.PROVIDERS)
def test_a_message_told_to_both_at_once_is_answered_once(
    stack: Stack, webs: list[str], provider: str
) -> None:
    channel = "whatsapp" if provider == "whatsapp" else "sms"
    phone, key = Phone(stack, channel), uuid.uuid4().hex
    phone.says("hello")
    number, before = f"+44{phone.number[1:]}", len(phone.thread())

    def tell(at: int) -> int:
        web = webs[at % len(webs)]
        text = "what day are my bins"
        return providers.post(provider, stack.environment, web, number, key, text).status_code

    with ThreadPoolExecutor(TIMES) as pool:
        assert list(pool.map(tell, range(TIMES))) == [200] * TIMES
    until(lambda: len(phone.thread()) > before, "an answer", 40)
    time.sleep(3)
    assert len(phone.thread()) == before + 1, phone.transcript()
    store = Store(stack.environment["DOORSTEP_DATABASE_URL"])
    with store.read() as tx:
        (said,) = tx.query(Message).filter_by(dedup_key=f"{channel}:{key}")
        turns = tx.query(Turn).filter_by(conversation_id=said.conversation_id)
        sent = tx.query(Delivery).filter_by(conversation_id=said.conversation_id)
        assert (turns.count(), sent.count()) == (2, 3), (
            "hello and this; who we are, and two answers"
        )

    def fates() -> list[tuple[str, str | None]]:
        with store.read() as tx:
            found = tx.query(Delivery).filter_by(conversation_id=said.conversation_id)
            return [(one.status, one.last_error) for one in found]

    # The phone has it before our own note of that is committed.
    until(lambda: "queued" not in {fate for fate, _ in fates()}, "all are settled", 60)
    assert fates() == [("sent", None)] * 3
    store.close()
