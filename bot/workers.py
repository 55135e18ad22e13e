"""The road's background work, in the web process: turns, submissions, deliveries and the sweep.

Each kind of work looks for what is due every so often, and at once when a bell rings. It has
threads of its own, so that a slow engine holds up neither the sweep nor a resident's post. In a
rush of messages each kind does one thing at a time, at each look: storing them comes first.
What goes wrong with one conversation is logged without its words, and rests a while before its next
try; the others go on.
"""

import asyncio
import logging
import time
import traceback
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from bot.conversation import (
    alerts,
    deliver,
    fetching,
    following,
    referring,
    renew,
    submit,
    sweep,
    turn,
    waiting,
)
from bot.conversation.bells import Listener
from bot.conversation.parts import Parts

LOOK_EVERY = 0.25
LOOK_IN_A_RUSH = 0.5
LONGEST_REST = 30.0
LAST_WORK = 10.0
STUCK_AFTER = 10.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """`due` reads what there is to do, each `every` seconds; `do` does one of it, and tells whether
    it did anything."""

    name: str
    due: Callable[[Parts], list[Any]]
    do: Callable[[Parts, Any], bool]
    at_once: int
    every: float = LOOK_EVERY


JOBS = (
    Job("turns", turn.due, turn.run, 8),
    Job("submissions", submit.due, submit.run, 2),
    Job("deliveries", deliver.due, deliver.run, 4),
    Job("referrals", referring.due, referring.run, 1),
    Job("media", fetching.due, fetching.run, 2),
    Job("sweep", sweep.due, sweep.run, 1, every=0.5),
    Job("waiting", waiting.due, waiting.run, 1, every=1.0),
    Job("alerts", alerts.due, alerts.run, 1, every=1.0),
    Job("directory", renew.due, renew.run, 1, every=1.0),
    Job("feed", following.feed_due, following.read_feed, 1, every=1.0),
    Job("news", following.due, following.run, 2, every=1.0),
)


class Worker:
    def __init__(self, job: Job, parts: Parts) -> None:
        self._job = job
        self._parts = parts
        self._busy: dict[Hashable, asyncio.Future[bool]] = {}
        self._resting: dict[Hashable, tuple[float, int]] = {}
        self._stopping = False
        self._pool = ThreadPoolExecutor(job.at_once, thread_name_prefix=job.name)
        self._eyes = ThreadPoolExecutor(1, thread_name_prefix=f"{job.name}-look")
        self.seen_at = time.monotonic()

    async def work(self) -> None:
        with self._parts.bells.listen(self._job.name) as bell:
            while not self._stopping:
                for key in await self._look():
                    self._begin(key, bell)
                self.seen_at = time.monotonic()
                if self._parts.rush.is_on():
                    await asyncio.sleep(max(LOOK_IN_A_RUSH, self._job.every))
                else:
                    await bell.wait(self._job.every)

    async def stop(self) -> None:
        """Takes nothing new, and lets what is under way finish. What does not is taken up again by
        the next process, when its lease ends."""
        self._stopping = True
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=LAST_WORK)
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._eyes.shutdown(wait=False, cancel_futures=True)

    async def _look(self) -> list[Any]:
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._eyes, self._job.due, self._parts)
        except Exception as fault:  # the database may be away; it is asked again
            logger.error("%s: cannot look for work: %s", self._job.name, describe(fault))
            await asyncio.sleep(1.0)
            return []

    def _begin(self, key: Hashable, bell: Listener) -> None:
        rested = self._resting.get(key, (0.0, 0))[0] <= time.monotonic()
        if self._stopping or key in self._busy or not rested or len(self._busy) >= self._at_once():
            return
        doing = asyncio.get_running_loop().run_in_executor(self._pool, self._do, key)

        def done(finished: asyncio.Future[bool]) -> None:
            del self._busy[key]
            if not finished.cancelled() and finished.result():
                bell.ring()

        self._busy[key] = doing
        doing.add_done_callback(done)

    def _at_once(self) -> int:
        return 1 if self._parts.rush.is_on() else self._job.at_once

    def _do(self, key: Hashable) -> bool:
        try:
            did = self._job.do(self._parts, key)
        except Exception as fault:  # one conversation's trouble is not another's
            self._rest(key)
            logger.error("%s: %s failed: %s", self._job.name, key, describe(fault))
            return False
        self._resting.pop(key, None)
        return did

    def _rest(self, key: Hashable) -> None:
        self._resting = {one: rest for one, rest in self._resting.items() if rest[0] > forgotten()}
        times = self._resting.get(key, (0.0, 0))[1] + 1
        pause = min(LOOK_EVERY * 2**times, LONGEST_REST)
        self._resting[key] = (time.monotonic() + pause, times)


class Workers:
    def __init__(self, parts: Parts, jobs: tuple[Job, ...] = JOBS) -> None:
        self._workers = {job.name: Worker(job, parts) for job in jobs}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        self._tasks = [loop.create_task(one.work()) for one in self._workers.values()]

    async def stop(self) -> None:
        await asyncio.gather(*(one.stop() for one in self._workers.values()))
        # A look that is under way when its threads are dropped ends as cancelled.
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def stuck(self) -> list[str]:
        """The kinds of work that have not looked for something to do lately: not ready."""
        before = time.monotonic() - STUCK_AFTER
        return [name for name, one in self._workers.items() if one.seen_at < before]


def start(loop: asyncio.AbstractEventLoop, parts: Parts) -> Workers:
    workers = Workers(parts)
    workers.start(loop)
    return workers


async def stop(workers: Workers) -> None:
    await workers.stop()


def forgotten() -> float:
    """Trouble that ended before this is over: its conversation was settled some other way."""
    return time.monotonic() - 10 * LONGEST_REST


def describe(fault: BaseException) -> str:
    """What went wrong and where. Never the fault's own text: it may hold a resident's words."""
    frames = traceback.extract_tb(fault.__traceback__)[-4:]
    where = " < ".join(
        f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames[::-1]
    )
    return f"{type(fault).__name__} at {where}"
