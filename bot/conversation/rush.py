"""Whether messages come in faster than they can be stored.

While they do, the background work of this process holds back: a message that is kept and waits for
its answer is better off than one whose provider gives up on us.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

MANY = 3
"""As many that are being stored, or wait to be, are a rush."""
LASTS = 0.5
"""Seconds after the last such moment."""


class Rush:
    """`clock` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._arriving = 0
        self._until = float("-inf")

    @contextmanager
    def arriving(self) -> Iterator[None]:
        """From when a message comes until it is stored, from any thread."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def is_on(self) -> bool:
        """Whether it is one, or was one a moment ago."""
        return self._arriving >= MANY or self._clock() < self._until

    def _count(self, more: int) -> None:
        with self._lock:
            if self._arriving >= MANY:
                self._until = self._clock() + LASTS
            self._arriving += more
