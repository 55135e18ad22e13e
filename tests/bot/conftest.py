from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from integrations.store.session import Store
from tests.bot.served import Browser, Web, web_on


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One web process for the tests of a module; each test opens chats of its own."""
    with open_store(tmp_path_factory.mktemp("web")) as store, web_on(store) as running:
        yield running


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[Store]:
    """For a test that needs a web process of its own."""
    with open_store(tmp_path) as store:
        yield store


@contextmanager
def open_store(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder / 'doorstep.db'}")
    store.migrate()
    yield store
    store.close()


@pytest.fixture
def browser(web: Web) -> Browser:
    return web.browser()
