"""Who may write next in a database that lets one write at a time.

What comes in goes before our own work, so that a message is stored and its provider answered
however much else there is to do. Nobody stands back for long: safe words, too, are only on their
way when that is written down.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

STANDS_BACK = 0.25


class Writers:
    """One at a time in this process; the database itself keeps out other processes. Other work
    lets what comes in go before it for `stands_back` seconds."""

    def __init__(self, stands_back: float = STANDS_BACK) -> None:
        self._stands_back = stands_back
        self._lock = threading.Lock()
        self._busy = False
        self._first: deque[threading.Event] = deque()
        self._others: deque[tuple[float, threading.Event]] = deque()

    @contextmanager
    def one(self, *, first: bool = False) -> Iterator[None]:
        """To be one's turn; `first` for what comes in."""
        self._wait(first)
        try:
            yield
        finally:
            self._hand_on()

    def _wait(self, first: bool) -> None:
        with self._lock:
            if not self._busy:
                self._busy = True
                return
            turn = threading.Event()
            if first:
                self._first.append(turn)
            else:
                self._others.append((time.monotonic(), turn))
        turn.wait()

    def _hand_on(self) -> None:
        with self._lock:
            if turn := self._next():
                turn.set()
            else:
                self._busy = False

    def _next(self) -> threading.Event | None:
        stood_back = self._others and time.monotonic() - self._others[0][0] > self._stands_back
        if self._first and not stood_back:
            return self._first.popleft()
        return self._others.popleft()[1] if self._others else None
