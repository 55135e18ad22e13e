"""A trained fixture bot, its action server and a running engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.engine.acting import Actions
from tests.bot.engine.running import Engine, Talk, fixture_bot


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The fixture bot, trained once."""
    return fixture_bot(tmp_path_factory.mktemp("engine"))


@pytest.fixture(scope="session")
def action_server() -> Iterator[Actions]:
    """The action server; ask for `actions` instead."""
    server = Actions()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def running(bot: Path, action_server: Actions) -> Iterator[Engine]:
    """The running engine; ask for `engine` instead."""
    engine = Engine(bot, action_server.url, f"sqlite:///{bot}/tracker.db")
    engine.start()
    yield engine
    engine.stop()


@pytest.fixture
def actions(action_server: Actions) -> Actions:
    """The action server, as if nothing had happened yet."""
    action_server.calls.clear()
    action_server.faults.clear()
    return action_server


@pytest.fixture
def engine(running: Engine, actions: Actions) -> Engine:
    """An engine that is up."""
    return running


@pytest.fixture
def talk(engine: Engine) -> Talk:
    """A new conversation."""
    return Talk(engine)


@pytest.fixture
def bot_copy(bot: Path, tmp_path: Path) -> Iterator[Engine]:
    """A second engine with a tracker of its own and no action server, which a test may kill."""
    engine = Engine(bot, "http://127.0.0.1:9", f"sqlite:///{tmp_path}/tracker.db")
    engine.start()
    yield engine
    engine.stop()
