import pytest

from actions.choices import option_meant

PLACES = [("1", "Chapel Street, Cheadle, SK8 9CC"), ("2", "Chapel Street, Marple, SK6 9MM")]
SIZES = [("bag", "One or two bags"), ("van", "A van load"), ("lorry", "More than a van load")]


@pytest.mark.parametrize("words", ["2", "2.", "two", "the second one", "marple", "the Marple one",
                                   "SK6 9MM", "Chapel Street Marple"])  # fmt: skip
def test_the_second_place_is_meant(words):
    assert option_meant(words, PLACES) == "2"


@pytest.mark.parametrize("words", ["chapel street", "neither", "7", "", "the other borough"])
def test_no_single_place_is_meant(words):
    assert option_meant(words, PLACES) is None


@pytest.mark.parametrize(
    ("words", "key"), [("a van load", "van"), ("more than a van load", "lorry"), ("bags", "bag")]
)
def test_the_option_that_is_named_in_full_wins(words, key):
    assert option_meant(words, SIZES) == key


def test_a_house_number_in_an_address_is_not_the_number_of_an_option():
    homes = [("1", "12 Wren Lane, SK4 9AA"), ("2", "1 Wren Lane, SK4 9AA")]
    assert option_meant("12", homes) == "1"


ROOMS = [
    ("front", "Outside at the front"), ("back", "Outside at the back"), ("in", "Inside the home")
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("inside, I can't lift it", "in"),
        ("inside cos im 83 and cant carry it", "in"),
        ("at the back because the gate at the front is too narrow", "back"),
        ("not inside, somebody has carried it out", None),
        ("outside, I think", None),
        ("I have a bad back, so I cannot lift it", None),
    ],
)
def test_an_answer_may_give_its_reason(words, key):
    assert option_meant(words, ROOMS) == key


def test_a_house_number_before_a_street_is_not_the_number_of_an_option():
    homes = [("a", "1 Heaton Lane"), ("b", "3 Heaton Lane"), ("c", "5 Heaton Lane")]
    assert option_meant("3, the one with the red door", homes) == "b"
