"""The engine's memory, on SQLite and on PostgreSQL."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from tests.bot.engine import acting
from tests.bot.engine.acting import Actions
from tests.bot.engine.running import Engine, Talk
from tests.databases import create_database


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An empty tracker database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path_factory.mktemp('tracker')}/var/tracker.db"
    server: str = request.getfixturevalue("postgresql")
    create_database(server, "engine_tracker")
    return server.replace("/postgres?", "/engine_tracker?")


@pytest.fixture(scope="module")
def engines(bot: Path, action_server: Actions, database: str) -> Iterator[tuple[Engine, Engine]]:
    """Two engines that share one database."""
    pair = (Engine(bot, action_server.url, database), Engine(bot, action_server.url, database))
    for engine in pair:
        engine.start()
    yield pair
    for engine in pair:
        engine.stop()


def slowly(handler: BaseHTTPRequestHandler) -> None:
    """Not a fault: an answer that takes a while."""
    time.sleep(1.5)
    acting.reply(handler, 200, b'{"events": [], "responses": []}')


def test_another_engine_goes_on_where_the_first_stopped(
    engines: tuple[Engine, Engine], actions: Actions
) -> None:
    talk = Talk(engines[0])
    talk.say("report a pothole")
    talk.engine = engines[1]
    assert talk.say("Heaton Lane") == ["What did you see?"]
    talk.engine = engines[0]
    assert talk.send("t2", text="Heaton Lane").json()["again"]
    assert talk.say("deep \ud83d\ude00 'quoted' \\u0000 100%") == [
        "Send deep 😀 'quoted' \\u0000 100% at Heaton Lane?"
    ]


def test_two_engines_cannot_overwrite_each_other(
    engines: tuple[Engine, Engine], actions: Actions
) -> None:
    first, second = Talk(engines[0]), Talk(engines[1])
    second.id = first.id
    first.say("report a pothole")
    actions.faults.append(slowly)
    answers: list[int] = []
    slow = threading.Thread(
        target=lambda: answers.append(first.send("slow", text="Heaton Lane").status_code)
    )
    slow.start()
    time.sleep(0.5)
    assert second.send("quick", text="Bramhall Lane").status_code == 200
    slow.join()
    assert answers == [503]
    turns = [
        one["metadata"]["turn"]
        for one in engines[0].tracker(first.id)["events"]
        if one["event"] == "user"
    ]
    assert turns == ["t1", "quick"]
    assert first.send("slow", text="a deep hole").status_code == 200


def test_a_conversation_outlives_a_clock_that_goes_back(engines: tuple[Engine, Engine]) -> None:
    talk = Talk(engines[0])
    talk.say("hello")
    events = engines[0].tracker(talk.id)["events"]
    names = [one["event"] for one in events]
    assert names.count("session_started") == 1
    assert engines[1].tracker(talk.id)["events"] == events
