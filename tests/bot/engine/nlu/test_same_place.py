"""Where the second of two requests is."""

import pytest

from bot.engine.nlu.same_place import with_its_place

FIRST = "my dad's bin was missed at 6 Mill Brow SK6 5LL"


@pytest.mark.parametrize(
    "second",
    [
        "a deep hole by the gate there",
        "the lamp is out in the same street",
        "rubbish dumped outside it",
    ],
)
def test_it_is_where_the_first_is_when_it_points_there(second):
    assert with_its_place(second, FIRST) == f"{second} (6 Mill Brow SK6 5LL)"


@pytest.mark.parametrize(
    "second",
    [
        "there's a pothole",
        "there is rubbish in the alley",
        "theres a light out",
        "a hole on Heaton Lane, right there",
        "a lamp is out",
    ],
)
def test_otherwise_it_is_asked(second):
    assert with_its_place(second, FIRST) == second


def test_a_first_request_without_a_place_tells_none():
    assert with_its_place("a hole there", "my bin was missed, number 6") == "a hole there"
