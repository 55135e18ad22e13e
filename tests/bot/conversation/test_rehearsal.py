import pytest
from sqlalchemy import func, select

from bot.conversation import rehearsal, speaking
from integrations.errors import Unavailable
from integrations.store.models import Base
from tests.road import Road


def rows(store):
    with store.read() as tx:
        return {
            name: tx.scalar(select(func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }


def test_nothing_of_it_stays_and_nobody_is_written_to(road, provider, phone):
    before = rows(road.store)
    rehearsal.rehearse(road.parts)
    assert rows(road.store) == before
    phone.push()
    assert provider.got == []


def test_the_first_message_finds_its_statements_compiled(road, phone):
    rehearsal.rehearse(road.parts)
    compiled = len(road.store.engine._compiled_cache)
    phone.texts("there is a hole in the road")
    assert len(road.store.engine._compiled_cache) - compiled <= 2


def test_its_words_are_left_to_the_model_of_languages_and_are_english(road):
    speaking.identifier.cache_clear()
    rehearsal.rehearse(road.parts)
    assert speaking.identifier.cache_info().currsize == 1
    assert speaking.language(rehearsal.WORDS) is None


@pytest.mark.parametrize("fault", [Unavailable("store", "away"), ValueError("a file is wrong")])
def test_nothing_that_goes_wrong_keeps_anybody_from_starting(store, caplog, fault):
    road = Road(store)

    def away(*, first=False):
        raise fault

    road.store.begin = away
    rehearsal.rehearse(road.parts)
    assert "not rehearsed" in caplog.text
