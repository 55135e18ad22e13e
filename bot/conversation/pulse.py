"""Where something has happened since this process last looked: one small read for all open pages,
so that what they cost does not grow with how many there are.

A page looks for itself only when its own conversation has moved on, when a bell rang, and every few
seconds all the same: what it misses here, because a database shows events out of order or because
it was no event, it sees then.
"""

import threading
import time

from integrations.store import events
from integrations.store.session import Store, Transaction

EVERY = 0.25
LOOK_ALL_THE_SAME = 3.0
MOST_KNOWN = 20_000


class Pulse:
    def __init__(self, every: float = EVERY) -> None:
        self._every = every
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._last: int | None = None
        self._queue = 0
        self._read_at = 0.0

    @property
    def is_stale(self) -> bool:
        return time.monotonic() - self._read_at >= self._every

    def read(self, store: Store) -> None:
        """One of the pages that ask at the same moment reads; the others take what is known."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            if self.is_stale:
                with store.read() as tx:
                    self._take(tx)
                self._read_at = time.monotonic()
        finally:
            self._lock.release()

    def of(self, conversation_id: str | None) -> int:
        """The newest event of a conversation that this process knows of; None is the queue's."""
        return self._queue if conversation_id is None else self._newest.get(conversation_id, 0)

    def _take(self, tx: Transaction) -> None:
        if self._last is None:
            self._last = self._queue = events.newest_id(tx)
            return
        if len(self._newest) > MOST_KNOWN:
            self._newest.clear()
        for number, conversation_id, kind in events.since(tx, self._last):
            self._newest[conversation_id] = self._last = number
            if kind not in events.OF_THE_TALK:
                self._queue = number
