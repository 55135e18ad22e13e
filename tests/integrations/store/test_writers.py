import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from integrations.store.writers import Writers


def queued(count, line):
    """Until so many stand in a line."""
    until = time.monotonic() + 5
    while len(line) < count:
        assert time.monotonic() < until
        time.sleep(0.001)


class Door:
    """Holds the door, and lets others come while it is held."""

    def __init__(self, stands_back=5.0):
        self.writers, self.order = Writers(stands_back), []
        self.pool = ThreadPoolExecutor(8)

    def comes(self, name, *, first):
        line = self.writers._first if first else self.writers._others
        before = len(line)
        done = self.pool.submit(self._go, name, first)
        queued(before + 1, line)
        return done

    def _go(self, name, first):
        with self.writers.one(first=first):
            self.order.append(name)


def test_what_comes_in_goes_before_our_own_work():
    door = Door()
    with door.writers.one():
        wait = [door.comes("work", first=False), door.comes("message", first=True)]
    for one in wait:
        one.result(timeout=5)
    assert door.order == ["message", "work"]


def test_work_that_stood_back_for_long_takes_its_turn():
    door = Door(stands_back=0.0)
    with door.writers.one():
        wait = [door.comes("message", first=True), door.comes("work", first=False)]
        time.sleep(0.01)
    for one in wait:
        one.result(timeout=5)
    assert door.order == ["work", "message"]


@pytest.mark.parametrize("first", [True, False])
def test_one_at_a_time_and_everybody_has_a_turn(first):
    door, inside, most = Writers(), [], []

    def go(at):
        for number in range(50):
            with door.one(first=first and (at + number) % 2 == 0):
                inside.append(at)
                most.append(len(inside))
                inside.remove(at)

    threads = [threading.Thread(target=go, args=(at,), daemon=True) for at in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=20)
    assert len(most) == 300 and max(most) == 1


def test_one_that_fails_lets_the_next_in():
    door = Writers()
    with pytest.raises(ZeroDivisionError), door.one():
        raise ZeroDivisionError
    with door.one(first=True):
        pass
