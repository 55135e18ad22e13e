from contextlib import ExitStack

import pytest

from bot.conversation.rush import LASTS, MANY, Rush
from tests.road import Time


def test_many_at_once_are_a_rush_until_a_moment_after_the_last():
    time = Time()
    rush = Rush(time)
    with ExitStack() as arriving:
        for _ in range(MANY - 1):
            arriving.enter_context(rush.arriving())
        assert not rush.is_on()
        arriving.enter_context(rush.arriving())
        assert rush.is_on()
        time.move(60)
        assert rush.is_on()
    time.move(LASTS / 2)
    assert rush.is_on()
    time.move(LASTS)
    assert not rush.is_on()


def test_a_message_that_cannot_be_stored_is_no_longer_arriving():
    rush = Rush(Time())
    for _ in range(MANY * 2):
        with pytest.raises(ValueError), rush.arriving():
            raise ValueError
    assert not rush.is_on()
