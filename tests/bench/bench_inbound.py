"""`make bench`: fifty messages a second from phones for a minute: how fast each is acknowledged,
and whether every one is kept.

Not collected with the other tests: its figures are for people, on a machine that does nothing else.
"""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from typing import NamedTuple

import pytest
import requests

from integrations.store import messages
from integrations.store.models import Message
from integrations.store.session import Store
from tests import providers
from tests.stack import Stack

RATE, SECONDS = 50, 60
PHONES = 600
AT_ONCE = 40
DRAIN = 900.0
# With a number in most, so that they are read and not remembered.
WORDS = (
    "my bin was missed at {}",
    "a sofa outside {} Heaton Lane",
    "thanks",
    "bin day at {} please",
)
mine = threading.local()


class Told(NamedTuple):
    """One message: who brought it, its key, its answer, and how long that took."""

    provider: str
    key: str
    status: int
    seconds: float
    late: float


def tell(stack: Stack, began: float, at: int) -> Told:
    """Posts the message whose turn it is `at` fiftieths of a second after the beginning."""
    due = began + at / RATE
    time.sleep(max(0.0, due - time.perf_counter()))
    if not hasattr(mine, "line"):
        mine.line = requests.Session()
    provider = providers.PROVIDERS[at % len(providers.PROVIDERS)]
    number, key = f"+{447_700_930_000 + at % PHONES}", uuid.uuid4().hex
    sent = time.perf_counter()
    answer = providers.post(
        provider,
        stack.environment,
        stack.web,
        number,
        key,
        WORDS[at % len(WORDS)].format(at),
        mine.line,
    )
    done = time.perf_counter()
    return Told(provider, key, answer.status_code, done - sent, sent - due)


def line(name: str, seconds: list[float]) -> str:
    cuts = quantiles(seconds, n=100)
    figures = (cuts[49], cuts[94], cuts[98], max(seconds))
    return f"{name:34}{len(seconds):6}" + "".join(f"{one * 1000:9.0f}" for one in figures)


def unanswered(store: Store) -> int:
    with store.read() as tx:
        return tx.query(Message).filter(Message.unanswered).count()


@pytest.mark.both_databases
def test_fifty_messages_a_second(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    began = time.perf_counter() + 1.0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        told = list(pool.map(lambda at: tell(stack, began, at), range(RATE * SECONDS)))
    store = Store(stack.environment["DOORSTEP_DATABASE_URL"])
    with store.read() as tx:
        kept = [
            messages.by_key(tx, f"{'whatsapp' if one.provider == 'whatsapp' else 'sms'}:{one.key}")
            for one in told
        ]
    waiting, ended = unanswered(store), time.perf_counter()
    while unanswered(store) and time.perf_counter() - ended < DRAIN:
        time.sleep(1.0)
    drained, left = time.perf_counter() - ended, unanswered(store)
    store.close()
    lines = [f"{'milliseconds':34}{'n':>6}{'p50':>9}{'p95':>9}{'p99':>9}{'worst':>9}"]
    for provider in providers.PROVIDERS:
        mine_only = [one.seconds for one in told if one.provider == provider]
        lines.append(line(f"acknowledged to {provider}", mine_only))
    lines.append(line("acknowledged, all", [one.seconds for one in told]))
    lines.append(line("sent later than planned", [one.late for one in told]))
    lines.append(f"{waiting} waited for an answer at the end, {left} after {drained:.0f} s more")
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201
    assert {one.status for one in told} == {200}
    assert all(kept), "a message was acknowledged and is not there"
