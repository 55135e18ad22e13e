"""The places in residents' words."""

import pytest

from bot.engine.nlu.place_words import places

STREETS = {
    "there's a sofa dumped on Heaton Lane": "Heaton Lane",
    "a sofa on heaton lane near the co-op": "heaton lane",
    "BINS NOT EMPTIED ON EDGELEY ROAD": "EDGELEY ROAD",
    "pothole on wellington road south": "wellington road south",
    "pothole on st marys road": "st marys road",
    "light on canal st is out": "canal st",
    "outside number 14 on st petersgate": "st petersgate",
    "12b Lower Hillgate": "Lower Hillgate",
    "the bin at 3 Old Mill Lane wasn't emptied": "Old Mill Lane",
    "rubbish dumped on back lane": "back lane",
    "I'm at 7 The Crescent": "The Crescent",
    "24 the avenue, marple": "the avenue",
    "i live at 12 high bank view": "high bank view",
    "litter in woodbank park": "woodbank park",
    "its on Great Portwood Street by the lidl": "Great Portwood Street",
    "near St Peter's Square": "St Peter's Square",
}
NUMBERS = {
    "outside 14 heaton lane": ["14"],
    "14": ["14"],
    "its 14a": ["14a"],
    "no, number 14 not 41": ["14"],
    "not 41, 14": ["14"],
    "14 not 41": ["14"],
    "sorry, I meant 14": ["14"],
    "flat 2, 14 Heaton Lane": ["flat 2", "14"],
    "its near no. 6": ["6"],
    "there are 3 bags by 22 Moor Close": ["22"],
    "they came 2 weeks ago to number 5": ["5"],
}
NO_PLACE = [
    "big hole in the road",
    "my street light is broken",
    "now the bloody street light is out",
    "the road outside my house",
    "there's a street light out on my road",
    "at the end of my street",
    "on the way to work",
    "it was at 10 am on monday",
    "can i park near my house",
    "the park is full of litter",
    "a big new road",
    "they close at 5",
    "call me on 0161 496 0123",
    "yes",
    "hello",
    "a sofa and 2 chairs",
    "",
    "🚮",
]


def found(text: str, kind: str, least: float = 0.9) -> list[str]:
    return [one.value for one in places(text) if one.kind == kind and one.confidence >= least]


@pytest.mark.parametrize(("text", "street"), STREETS.items())
def test_a_street_is_found_as_it_was_written(text: str, street: str) -> None:
    assert found(text, "street") == [street]


@pytest.mark.parametrize(("text", "numbers"), NUMBERS.items())
def test_a_house_number_is_found_and_a_refused_one_is_not(text: str, numbers: list[str]) -> None:
    assert found(text, "house_number") == numbers


@pytest.mark.parametrize("text", NO_PLACE)
def test_no_place_is_made_up(text: str) -> None:
    assert places(text) == []


@pytest.mark.parametrize("text", ["sk4 1aa", "SK41AA", "my postcode is Sk4  1aA thanks"])
def test_a_postcode_is_written_one_way(text: str) -> None:
    assert found(text, "postcode") == ["SK4 1AA"]


@pytest.mark.parametrize(
    "text", ["SK4 lAA", "sk4 1 aa", "SK4 1A A", "sk 4 1aa", "SK4 iAA please", "it's Sk4 IAA"]
)
def test_a_postcode_with_a_slip_is_put_right(text: str) -> None:
    assert found(text, "postcode") == ["SK4 1AA"]


def test_an_o_for_a_nought_is_put_right() -> None:
    assert found("i am at sk3 Oab", "postcode") == ["SK3 0AB"]


@pytest.mark.parametrize(
    "text", ["so i was at home", "as 3 of us", "do 2 in it", "no one came", "it is 5 to be exact"]
)
def test_ordinary_words_are_no_postcode_and_no_number(text: str) -> None:
    assert places(text) == []


def test_a_house_number_in_words_is_a_number_and_no_part_of_the_street() -> None:
    text = "number twenty-two Heaton Lane"
    assert (found(text, "house_number"), found(text, "street")) == (["22"], ["Heaton Lane"])


def test_a_time_after_a_road_number_is_no_postcode() -> None:
    assert found("crash on the m60 2pm", "postcode") == []


@pytest.mark.parametrize(
    ("text", "place"),
    [("outside the town hall", "town hall"), ("dumped behind Aldi", "Aldi"), ("by aldi", "aldi")],
)
def test_a_landmark_is_only_a_possible_place(text: str, place: str) -> None:
    assert found(text, "street") == []
    assert found(text, "street", least=0.5) == [place]


def test_positions_point_at_the_words() -> None:
    text = "bags outside 14 Heaton Lane, sk4 1aa"
    spans = [text[one.start : one.end] for one in places(text)]
    assert spans == ["14", "Heaton Lane", "sk4 1aa"]
