"""Where the second and the third of several requests are."""

import pytest

from bot.engine.nlu.same_place import with_their_places

FIRST = "my dad's bin was missed at 6 Mill Brow SK6 5LL"
PLACE = "(6 Mill Brow SK6 5LL)"


@pytest.mark.parametrize(
    ("second", "placed"),
    [
        ("a deep hole by the gate there", f"a deep hole by the gate there {PLACE}"),
        ("the lamp is out in the same street", f"the lamp is out in the same street {PLACE}"),
        ("rubbish dumped outside it", f"rubbish dumped outside it {PLACE}"),
        ("a flag is loose outside that house", f"a flag is loose outside that house {PLACE}"),
        (
            "the grid is blocked outside the same house since Monday",
            f"the grid is blocked outside the same house {PLACE} since Monday",
        ),
        ("there's glass at that bus stop", f"there's glass at that bus stop {PLACE}"),
        ("there's a big hole in the yard there", f"there's a big hole in the yard there {PLACE}"),
        ("the wall next to hers has paint on it", f"the wall next to hers {PLACE} has paint on it"),
    ],
)
def test_it_is_where_the_first_is_when_it_points_there(second: str, placed: str) -> None:
    assert with_their_places([FIRST, second]) == [FIRST, placed]


def test_the_place_stays_with_the_words_that_point_to_it_when_a_third_is_told_in_one_breath() -> (
    None
):
    second = "there's a hole by the gate there, and I have rung twice and been cut off"
    placed = f"there's a hole by the gate there {PLACE}, and I have rung twice and been cut off"
    assert with_their_places([FIRST, second])[1] == placed


def test_a_third_is_where_the_nearest_before_it_is() -> None:
    texts = [FIRST, "a lamp is out on Heaton Lane", "and rubbish dumped there as well"]
    assert with_their_places(texts)[2] == "and rubbish dumped there (Heaton Lane) as well"


def test_a_third_is_where_the_first_is_when_the_second_is_nowhere() -> None:
    texts = [FIRST, "I want a new brown bin", "and rubbish dumped there as well"]
    assert with_their_places(texts)[2] == f"and rubbish dumped there {PLACE} as well"


@pytest.mark.parametrize(
    "second",
    [
        "there's a pothole",
        "there is rubbish in the alley",
        "theres a light out",
        "is there a library open on Saturday",
        "hi there can you tell me when the tip shuts",
        "a hole on Heaton Lane, right there",
        "a lamp is out",
    ],
)
def test_otherwise_it_is_asked(second: str) -> None:
    assert with_their_places([FIRST, second]) == [FIRST, second]


def test_a_first_request_without_a_place_tells_none() -> None:
    texts = ["my bin was missed, number 6", "a hole there"]
    assert with_their_places(texts) == texts
