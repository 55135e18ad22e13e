"""Where something has happened, in whichever process: one small read for all open pages of this
one, so that what they cost does not grow with how many there are.

A page looks for itself only when a bell of this process rang, when its own conversation has moved
on since it last looked, and every so often all the same: what is missed here, because a database
shows events out of order or because it was no event, it sees then.
"""

import threading
from asyncio import sleep, to_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from bot.conversation.bells import Listener
from integrations.errors import Unavailable
from integrations.store import events, signs
from integrations.store.session import Store, Transaction

EVERY = 0.25
LOOK_ALL_THE_SAME = 10.0
LOOK_IN_THE_QUEUE = 3.0
"""Somebody's place there changes when others leave it, which is no event of theirs."""
MOST_KNOWN = 20_000
Doing = frozenset[tuple[str, str, str]]


class Watch:
    """One open page. `seen` is the newest event there was when it last looked."""

    def __init__(self, bell: Listener) -> None:
        self._bell = bell
        self.seen = -1

    def tell(self, number: int | None = None) -> None:
        """It has to look, unless it has looked since that event."""
        if number is None or number > self.seen:
            self._bell.ring()

    async def wait(self, seconds: float) -> bool:
        """Until there is something to look for, or the time is up."""
        return await self._bell.wait(seconds)


class Pulse:
    """None stands for the queue, whose pages follow everything but talk."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: dict[str | None, set[Watch]] = {}
        self._newest: dict[str, int] = {}
        self._last: int | None = None
        self._queue = 0
        self._doing: Doing = frozenset()

    @contextmanager
    def watch(self, conversation_id: str | None, bell: Listener) -> Iterator[Watch]:
        one = Watch(bell)
        with self._lock:
            self._watches.setdefault(conversation_id, set()).add(one)
        try:
            yield one
        finally:
            with self._lock:
                self._watches[conversation_id].discard(one)
                if not self._watches[conversation_id]:
                    del self._watches[conversation_id]

    async def run(self, store: Store, now: Callable[[], float]) -> None:
        """Beats until it is cancelled. While the database is away, nothing is new."""
        while True:
            with suppress(Unavailable):
                await to_thread(self.beat, store, now())
            await sleep(EVERY)

    def beat(self, store: Store, now: float) -> None:
        """Reads what is new, and tells the pages it is news to."""
        with store.read() as tx:
            moved = self._take(tx)
            doing = frozenset(signs.fading(tx, now))
        for name, number in moved.items():
            self._tell(name, number)
        for name in {one[0] for one in doing ^ self._doing}:
            self._tell(name, None)
        self._doing = doing

    def wake(self) -> None:
        """Every open page looks now; those of a process that stops see that it does."""
        with self._lock:
            watches = [one for of_one in self._watches.values() for one in of_one]
        for one in watches:
            one.tell()

    def of(self, conversation_id: str | None) -> int:
        """The newest event of a conversation that this process knows of; None is the queue's."""
        return self._queue if conversation_id is None else self._newest.get(conversation_id, 0)

    def _tell(self, name: str | None, number: int | None) -> None:
        with self._lock:
            watches = [*self._watches.get(name, ())]
        for one in watches:
            one.tell(number)

    def _take(self, tx: Transaction) -> dict[str | None, int]:
        if self._last is None:
            self._last = self._queue = events.newest_id(tx)
            return {}
        if len(self._newest) > MOST_KNOWN:
            self._newest.clear()
        moved: dict[str | None, int] = {}
        for number, conversation_id, kind in events.since(tx, self._last):
            self._newest[conversation_id] = self._last = moved[conversation_id] = number
            if kind not in events.OF_THE_TALK:
                self._queue = moved[None] = number
        return moved
