from collections.abc import Iterator

import pytest

from tests.standins import StandIns


@pytest.fixture(scope="session")
def standins_process() -> Iterator[StandIns]:
    with StandIns() as running:
        yield running


@pytest.fixture
def standins(standins_process: StandIns) -> StandIns:
    """One process for all tests, with the seed's own world and no faults for each of them."""
    standins_process.reset()
    return standins_process
