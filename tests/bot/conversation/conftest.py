import pytest

from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road

__all__ = ["database_url", "migrated_file", "open_store", "store"]


@pytest.fixture
def road(store):
    return Road(store)


@pytest.fixture
def resident(road):
    return road.resident()
