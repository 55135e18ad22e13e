"""Another directory of services while a conversation is played."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from integrations.open_referral.contract import SYSTEM
from integrations.store import directory
from integrations.store.session import Store
from tests.stack import Stack, until

Entries = list[dict[str, Any]]


@contextmanager
def services(stack: Stack, change: Callable[[Entries], Entries]) -> Iterator[None]:
    """What the product knows of helpers is changed, and afterwards as it was."""
    world = stack.council.seed("open_referral")
    stack.council.load("open_referral", {**world, "services": change(world["services"])})
    fetch_again(stack)
    try:
        yield
    finally:
        stack.council.reset()
        fetch_again(stack)


def fetch_again(stack: Stack) -> None:
    """Lets the workers read the directory now, and waits until they have."""
    store = Store(stack.environment["DOORSTEP_DATABASE_URL"])
    asked = time.time()
    with store.begin() as tx:
        directory.failed(tx, SYSTEM, "asked to read it again", asked)

    def is_read() -> bool:
        with store.read() as tx:
            fetched, failed = directory.fetched_at(tx, SYSTEM)
        return fetched is not None and fetched >= asked and not failed

    until(is_read, "the directory to be read again")
    store.close()
