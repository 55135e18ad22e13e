"""Wakes whoever waits for news in this process at once.

Nothing depends on it: those who listen also look for themselves every so often, so a bell that is
not heard costs a quarter of a second.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Listener:
    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """May be called from any thread."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._rung.set)

    async def wait(self, seconds: float) -> bool:
        """True when the bell was rung since the last wait; False when the time is up."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return False
        self._rung.clear()
        return True


class Bells:
    """One bell a name: "turns", "submissions", or a conversation's id."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: dict[str, set[Listener]] = defaultdict(set)

    def ring(self, *names: str) -> None:
        with self._lock:
            heard = [one for name in names for one in self._listeners.get(name, ())]
        for listener in heard:
            listener.ring()

    @contextmanager
    def listen(self, name: str) -> Iterator[Listener]:
        listener = Listener()
        with self._lock:
            self._listeners[name].add(listener)
        try:
            yield listener
        finally:
            with self._lock:
                self._listeners[name].discard(listener)
                if not self._listeners[name]:
                    del self._listeners[name]
