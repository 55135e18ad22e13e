"""Figures in the Prometheus text format (exposition format 0.0.4). None is about one resident."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping

from sanic import HTTPResponse, Request, Sanic

from bot.conversation import spending
from bot.refusals import route_of
from integrations.errors import Unavailable
from integrations.store import deliveries, messages, queue, requests
from integrations.store.session import Store

Labels = tuple[tuple[str, str], ...]
BOUNDS = (0.005, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0)


class Metrics:
    """Counts what this process served; the rest is read from the database when asked for."""

    def __init__(self) -> None:
        self.streams = 0
        self._served: Counter[Labels] = Counter()
        self._seconds: Counter[Labels] = Counter()
        self._within: Counter[Labels] = Counter()

    def watch(self, app: Sanic) -> None:
        @app.on_request(priority=99)
        def started(request: Request) -> None:
            request.ctx.started = time.perf_counter()

        @app.on_response
        def served(request: Request, response: HTTPResponse) -> None:
            began = getattr(request.ctx, "started", None)
            took = time.perf_counter() - began if began is not None else 0.0
            self._count(request.method, route_of(request), response.status, took)

    def _count(self, method: str, route: str, status: int, took: float) -> None:
        where: Labels = (("method", method), ("route", route))
        self._served[(*where, ("status", str(status)))] += 1
        self._seconds[where] += took  # type: ignore[assignment]
        for bound in BOUNDS:
            self._within[(*where, ("le", str(bound)))] += took <= bound
        self._within[(*where, ("le", "+Inf"))] += 1

    def write(self, store: Store) -> str:
        lines = [
            *family("doorstep_http_requests_total", "counter", self._served),
            *self._durations(),
            *family("doorstep_event_streams", "gauge", {(): self.streams}),
        ]
        try:
            lines += from_database(store)
            up = 1
        except Unavailable:
            up = 0
        return "\n".join([*lines, *family("doorstep_database_up", "gauge", {(): up}), ""])

    def _durations(self) -> Iterable[str]:
        name = "doorstep_http_request_seconds"
        yield f"# TYPE {name} histogram"
        yield from rows(f"{name}_bucket", self._within)
        yield from rows(f"{name}_sum", self._seconds)
        totals = {key[:-1]: n for key, n in self._within.items() if key[-1] == ("le", "+Inf")}
        yield from rows(f"{name}_count", totals)


def from_database(store: Store) -> Iterable[str]:
    now = time.time()
    with store.read() as tx:
        late = messages.overdue(tx, now)
        waiting = queue.waiting(tx)
        stuck = requests.needing_staff(tx)
        texted = deliveries.fragments_since(tx, spending.day_of(now))
        under_way = deliveries.counts(tx)
    urgency: Counter[Labels] = Counter({(("priority", name),): 0 for name in queue.PRIORITIES})
    urgency.update((("priority", item.priority),) for item in waiting)
    states: Counter[Labels] = Counter({(("status", name),): 0 for name in requests.NEEDS_STAFF})
    states.update((("status", request.status),) for request in stuck)
    pushed: Counter[Labels] = Counter({(("status", one),): n for one, n in under_way.items()})
    longest = max((now - item.waiting_since for item in waiting), default=0.0)
    oldest = now - late[0].since if late else 0.0
    return [
        *family("doorstep_unanswered_conversations", "gauge", {(): len(late)}),
        *family("doorstep_oldest_unanswered_seconds", "gauge", {(): oldest}),
        *family("doorstep_queue_waiting", "gauge", urgency),
        *family("doorstep_queue_longest_wait_seconds", "gauge", {(): longest}),
        *family("doorstep_requests_needing_staff", "gauge", states),
        *family("doorstep_deliveries", "gauge", pushed),
        *family("doorstep_text_fragments_today", "gauge", {(): texted}),
    ]


def family(name: str, kind: str, values: Mapping[Labels, float]) -> Iterable[str]:
    yield f"# TYPE {name} {kind}"
    yield from rows(name, values)


def rows(name: str, values: Mapping[Labels, float]) -> Iterable[str]:
    for labels, value in values.items():
        inside = ",".join(f'{key}="{text}"' for key, text in labels)
        yield f"{name}{{{inside}}} {value:g}" if inside else f"{name} {value:g}"
