import pytest

from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road
from tests.texting import Phone, Provider

__all__ = ["database_url", "migrated_file", "open_store", "store"]


@pytest.fixture
def road(store):
    return Road(store)


@pytest.fixture
def resident(road):
    return road.resident()


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def phone(road, provider):
    return Phone(road, provider)


@pytest.fixture
def known(phone):
    """Somebody we have introduced ourselves to."""
    phone.says("hello")
    return phone
