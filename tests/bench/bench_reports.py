"""`make bench`: the reports page over a year with a million messages, as a supervisor opens it for
one month and for the whole year, on SQLite and on PostgreSQL (check 83: in under two seconds).

Not collected with the other tests: its figures are for people, on a machine that does nothing else.
"""

import time
from datetime import date, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import pytest
from sqlalchemy import insert

from bot.desk import figures
from bot.desk.figures import Days
from integrations.store.models import Conversation, Event, Message, QueueItem, Request
from integrations.store.session import Store
from tests.bot.desk import golden
from tests.databases import DATABASES, create_database, postgresql
from tests.road import Road

__all__ = ["postgresql"]

CONVERSATIONS, MESSAGES_EACH = 100_000, 10
AT_ONCE = 5_000
TIMES = 20
WARDS = ("Heaton Moor", "Reddish", "Bredbury", "Cheadle", "Marple")
YEAR = 365 * golden.DAY
NOTED = (golden.HEARD_TIP, golden.BEGUN, golden.DONE)


def rows(numbers: range) -> dict[Any, list[dict[str, Any]]]:
    """Conversations of a year with what was said in them; each second one logged a request, each
    fourth went to a person."""
    found: dict[Any, list[dict[str, Any]]] = {
        Conversation: [], Message: [], Event: [], QueueItem: [], Request: []
    }  # fmt: skip
    for number in numbers:
        key, began = f"c{number}", golden.NOW - YEAR + number * YEAR / CONVERSATIONS
        found[Conversation].append(
            {"id": key, "channel": "web", "identity": key, "owner": "closed", "created_at": began,
             "updated_at": began + 60, "closed_at": began + 60, "last_seq": MESSAGES_EACH}
        )  # fmt: skip
        for seq in range(1, MESSAGES_EACH + 1):
            found[Message].append(
                {"conversation_id": key, "seq": seq, "sender": ("resident", "assistant")[seq % 2],
                 "text": "some words", "received_at": began + seq, "at": "2026-01-05T09:30:00Z"}
            )  # fmt: skip
            found[Event].append(
                {"conversation_id": key, "kind": "message", "data": {"seq": seq}, "at": began}
            )
        for kind, data in NOTED:
            found[Event].append({"conversation_id": key, "kind": kind, "data": data, "at": began})
        if number % 2:
            place = {"address": f"{number} Heaton Lane", "ward": WARDS[number % len(WARDS)]}
            found[Request].append(
                {"reference": f"R{number}", "conversation_id": key, "task": "t", "kind": "hole",
                 "service_code": "P", "place": place, "created_at": began}
            )  # fmt: skip
        if number % 4 == 0:
            found[QueueItem].append(
                {"conversation_id": key, "channel": "web", "priority": "normal", "language": "en",
                 "team": "contact_centre", "reason": "requested", "topic": "report_pothole",
                 "status": "closed", "adviser": "sam", "wrap_up": "resolved",
                 "waiting_since": began, "since": "2026-01-05T09:30:00Z", "claimed_at": began + 5,
                 "answered_at": began + 9, "closed_at": began + 300}
            )  # fmt: skip
    return found


def filled(url: str) -> Store:
    store = Store(url)
    store.migrate()
    for first in range(0, CONVERSATIONS, AT_ONCE):
        with store.begin() as tx:
            for table, given in rows(range(first, first + AT_ONCE)).items():
                tx.execute(insert(table), given)
    return store


def address(database: str, folder: Path, request: pytest.FixtureRequest) -> str:
    if database == "sqlite":
        return f"sqlite:///{folder / 'year.db'}"
    server: str = request.getfixturevalue("postgresql")
    create_database(server, "year")
    return server.replace("/postgres?", "/year?")


@pytest.mark.lasts(900)
@pytest.mark.parametrize("database", DATABASES)
def test_reports_over_a_million_messages(
    database: str,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    road = Road(filled(address(database, tmp_path, request)))
    road.time.seconds = golden.NOW
    last = date(2026, 1, 14)
    lines = [f"{database + ', seconds':34}{'n':>8}{'p50':>9}{'p95':>9}"]
    for name, days in (("a month", 30), ("the whole year", 364)):
        took = []
        for _ in range(TIMES):
            began = time.perf_counter()
            report = figures.report(road.parts, Days(last - timedelta(days=days), last))
            took.append(time.perf_counter() - began)
        cuts = quantiles(took, n=20, method="inclusive")
        lines.append(f"{name:34}{report['conversations']:8}{cuts[9]:9.2f}{cuts[18]:9.2f}")
    with capsys.disabled():
        print("", *lines, sep="\n")  # noqa: T201
    assert report["conversations"] > CONVERSATIONS * 0.9
