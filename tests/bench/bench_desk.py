"""`make bench`: forty advisers and two hundred residents who write to each other for a minute: how
soon what one writes is on the other's screen, and whether everything is there once. `DESK_SECONDS`
is for how long, `DESK_EVERY` how often each side of each conversation writes; `make bench-desk` is
this alone, for five minutes.

Not collected with the other tests: its figures are for people, on a machine that does nothing else.
"""

import asyncio
import json
import os
import re
import time
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from statistics import quantiles
from urllib.parse import urlsplit

import pytest
import requests

from integrations.store import conversations, messages, queue
from integrations.store.queue import Handover
from integrations.store.session import Moment, Store
from tests.advisers import Adviser
from tests.stack import Resident, Stack

ADVISERS, RESIDENTS = 40, 200
SECONDS = float(os.environ.get("DESK_SECONDS", "60"))
EVERY = float(os.environ.get("DESK_EVERY", "30"))
"""Seconds in which each resident writes once and is answered once: an adviser with five of them
writes every six seconds."""
BESIDE = 240
"""Seconds to start the product, sign everybody in and count what arrived."""
AT_ONCE = 24
MARK = re.compile(r"mark-[0-9a-f]{32}")


class Screens:
    """Every open page, and when each mark was first on it."""

    def __init__(self) -> None:
        self.seen: dict[str, dict[str, float]] = {}
        self.twice: Counter[str] = Counter()

    async def watch(self, name: str, base: str, path: str, cookies: str) -> None:
        """Reads one stream of server-sent events until it is cancelled."""
        there = urlsplit(base)
        reader, writer = await asyncio.open_connection(there.hostname, there.port, limit=2**22)
        head = f"GET {path} HTTP/1.1\r\nHost: {there.netloc}\r\nCookie: {cookies}\r\n\r\n"
        writer.write(head.encode())
        on = self.seen.setdefault(name, {})
        while line := await reader.readline():
            for mark in sorted(set(MARK.findall(shown(line.decode("utf-8", "replace"))))):
                if mark in on:
                    self.twice[mark] += 1
                on.setdefault(mark, time.perf_counter())


def shown(line: str) -> str:
    """What a line of a stream adds to the talk; the card, too, tells the last words."""
    if not line.startswith("data: "):
        return ""
    found = json.loads(line[6:])
    return " ".join(one["text"] for one in found["entries"]) if "entries" in found else str(
        found.get("text", "")
    )  # fmt: skip


class Floor:
    """Residents who wait, and advisers who each have five of them."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.store = stack, Store(stack.environment["DOORSTEP_DATABASE_URL"])
        self.residents = [stack.resident() for _ in range(RESIDENTS)]
        self.advisers = [Adviser(stack.web, self.store, f"bench{n}") for n in range(ADVISERS)]
        self.items = [self.hands_over(one) for one in self.residents]
        self.versions = [
            self.adviser(at).call("POST", f"/queue/{item}/claim").json()["version"]
            for at, item in enumerate(self.items)
        ]
        self.sent: dict[str, tuple[int, str, float]] = {}
        self.acknowledged: list[float] = []
        self.refused: Counter[int] = Counter()

    def adviser(self, at: int) -> Adviser:
        return self.advisers[at % ADVISERS]

    def hands_over(self, resident: Resident) -> int:
        moment = Moment(time.time(), "2026-01-05T09:30:00Z")
        wanted = Handover(reason="requested", team="contact_centre", topic="report")
        with self.store.begin() as tx:
            conversation = conversations.lock(tx, resident.conversation, moment)
            assert conversation is not None
            item = queue.enter(tx, conversation, wanted, moment)
            conversations.move(tx, conversation, conversations.QUEUE, moment)
            return item.id

    def write(self, at: int, side: str) -> None:
        """One message, with a mark to know it by."""
        mark = f"mark-{uuid.uuid4().hex}"
        began = time.perf_counter()
        self.sent[mark] = (at, side, began)
        if side == "resident":
            body = {"client_id": uuid.uuid4().hex, "text": mark}
            answer = requests.post(
                f"{self.stack.web}/chat/messages", json=body, timeout=30,
                cookies=self.residents[at].browser.cookies,
            )  # fmt: skip
        else:
            body = {"client_id": uuid.uuid4().hex, "text": mark, "version": self.versions[at]}
            answer = self.adviser(at).call("POST", f"/queue/{self.items[at]}/messages", body)
        self.acknowledged.append(time.perf_counter() - began)
        if not answer.ok:
            self.refused[answer.status_code] += 1
            del self.sent[mark]


def cookies_of(session: requests.Session) -> str:
    return "; ".join(f"{name}={value}" for name, value in session.cookies.items())


async def work(floor: Floor, screens: Screens) -> None:
    """All pages open; in every conversation each side writes in turn."""
    web, pages = floor.stack.web, []
    for at, resident in enumerate(floor.residents):
        path, cookie = "/chat/events?after=0", cookies_of(resident.browser)
        pages.append(screens.watch(f"resident {at}", web, path, cookie))
    for at, adviser in enumerate(floor.advisers):
        cookie = cookies_of(adviser)
        path = f"/desk/api/queue/{floor.items[at]}/events?after=0"
        pages.append(screens.watch(f"adviser {at}", web, path, cookie))
        pages.append(screens.watch(f"queue {at}", web, "/desk/api/events", cookie))
    open_pages = [asyncio.create_task(one) for one in pages]
    await asyncio.sleep(5)
    loop, began, number = asyncio.get_running_loop(), time.perf_counter(), 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while (due := number * EVERY / (2 * RESIDENTS)) < SECONDS:
            await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
            side = ("resident", "adviser")[number % 2]
            loop.run_in_executor(pool, floor.write, number // 2 % RESIDENTS, side)
            number += 1
        await asyncio.to_thread(pool.shutdown)
    await asyncio.sleep(5)
    for one in open_pages:
        one.cancel()


@pytest.mark.lasts(SECONDS + BESIDE)
def test_forty_advisers_and_two_hundred_residents(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    floor, screens = Floor(stack), Screens()
    asyncio.run(work(floor, screens))
    took: dict[str, list[float]] = {"resident": [], "adviser": []}
    missing = 0
    for mark, (at, side, began) in floor.sent.items():
        screen = f"adviser {at}" if side == "resident" else f"resident {at}"
        if screen not in screens.seen:
            continue  # no adviser has this one in front
        on = screens.seen[screen].get(mark)
        missing += on is None
        took[side] += [on - began] if on is not None else []
    with floor.store.read() as tx:
        kept = Counter(
            one.text for resident in floor.residents
            for one in messages.visible(tx, resident.conversation)
        )  # fmt: skip
    lost = [mark for mark in floor.sent if kept[mark] != 1]
    lines = [f"{'milliseconds':34}{'n':>6}{'p50':>9}{'p95':>9}{'worst':>9}"]
    for name, found in (("resident to adviser's screen", took["resident"]),
                        ("adviser to resident's screen", took["adviser"]),
                        ("acknowledged", floor.acknowledged)):  # fmt: skip
        cuts = [one * 1000 for one in (*quantiles(found, n=100), max(found))]
        lines.append(f"{name:34}{len(found):6}{cuts[49]:9.0f}{cuts[94]:9.0f}{cuts[-1]:9.0f}")
    lines.append(f"sent {len(floor.sent)}, refused {dict(floor.refused)}, "
                 f"lost or doubled {len(lost)}, on no screen {missing}")  # fmt: skip
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201
    assert not lost and not missing and not floor.refused
