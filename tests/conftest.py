"""The fixtures every test may ask for: above all the whole running product."""

import subprocess
from collections.abc import Iterator

import pytest

from deploy import demo
from deploy.processes import ROOT
from tests.databases import create_database, postgresql
from tests.stack import Resident, Stack

__all__ = ["postgresql"]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "both_databases: runs on SQLite and on PostgreSQL")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The product runs on SQLite; tests that say so run on PostgreSQL too."""
    if "product" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_databases")
        databases = ["sqlite", "postgresql"] if both else ["sqlite"]
        metafunc.parametrize("product", databases, indirect=True, scope="session")


@pytest.fixture(scope="session")
def trained() -> None:
    """The model; trained only if what it is made from has changed."""
    subprocess.run(demo.TRAIN, cwd=ROOT, check=True)


@pytest.fixture(scope="session")
def product(
    request: pytest.FixtureRequest, trained: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The running product on one kind of database; ask for `stack` instead."""
    given: dict[str, str] = {}
    if request.param == "postgresql":
        server: str = request.getfixturevalue("postgresql")
        for name, database in (("DOORSTEP", "doorstep"), ("TRACKER", "tracker")):
            create_database(server, database)
            given[f"{name}_DATABASE_URL"] = server.replace("/postgres?", f"/{database}?")
    stack = Stack(tmp_path_factory.mktemp("product"), **given)
    try:
        stack.start_all()
        yield stack
    finally:
        stack.stop()


@pytest.fixture
def stack(product: Stack) -> Iterator[Stack]:
    """The running product, all of it up and its council systems unspoilt."""
    product.restore()
    yield product


@pytest.fixture
def resident(stack: Stack) -> Resident:
    """Someone who has just opened a chat."""
    return stack.resident()
