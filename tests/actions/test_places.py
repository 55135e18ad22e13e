import pytest

from actions.errors import (
    OutsideBoundary,
    PlaceNotTold,
    PlaceUnknown,
    PostcodeRetired,
    PostcodeUnknown,
)
from actions.mentions import Mention, same_name
from actions.places import Choices, Place, homes, streets
from tests.actions.gazetteer import OURS, THEIRS, Gazetteer, Postcodes, address, postcode

GSS = "E08000007"
WORLD = Gazetteer(
    address("12", "Wren Lane", "SK4 9AA", "Heaton Norris"),
    address("14", "Wren Lane", "SK4 9AA", "Heaton Norris"),
    address("14A", "Wren Lane", "SK4 9AB", "Heaton Norris"),
    address("3", "Chapel Street", "SK8 9CC", "Cheadle"),
    address("5", "Chapel Street", "SK6 9MM", "Marple"),
    address("1", "Wren Road", "SK2 9RR", "Offerton"),
    address("9", "Border Street", "M19 9ZZ", "Levenshulme", custodian=THEIRS),
    address("", "Park Way", "SK3 9PP", "Edgeley", name="Brindle Park", classification="LP01"),
)
CODES = Postcodes(postcode("SK7 9NN"), postcode("M19 9ZZ", "E08000003"), ended=("SK1 9XX",))


def place(**said):
    return streets(Mention(**said), WORLD, CODES, OURS, GSS)


def home(**said):
    return homes(Mention(**said), WORLD, CODES, OURS, GSS)


def test_a_street_of_ours_is_a_place():
    found = place(street=("wren lane",))
    assert isinstance(found, Place)
    assert (found.street, found.locality) == ("Wren Lane", "Heaton Norris")
    assert found.uprn is None


def test_a_house_number_makes_the_place_exact():
    found = place(street=("Wren Ln",), number="14a")
    assert found.label == "14A Wren Lane, Heaton Norris, SK4 9AB"
    assert found.uprn


def test_a_number_the_gazetteer_does_not_know_is_kept_in_the_words():
    assert place(street=("wren lane",), number="99").label == "99 Wren Lane, Heaton Norris"


def test_a_street_that_exists_twice_is_a_choice():
    found = place(street=("chapel street",))
    assert isinstance(found, Choices)
    assert {one.locality for one in found.places} == {"Cheadle", "Marple"}


def test_the_locality_settles_a_street_that_exists_twice():
    assert place(street=("chapel street cheadle",)).locality == "Cheadle"


def test_a_lane_is_not_the_road_of_the_same_name():
    assert place(street=("wren road",)).locality == "Offerton"


def test_a_slip_of_the_pen_still_finds_the_street():
    assert place(street=("Chaple Street",), postcode="SK6 9MM").locality == "Marple"


def test_a_park_is_found_by_its_name():
    assert place(street=("brindle park",)).label.startswith("Brindle Park")


def test_a_street_in_another_borough_is_not_reported_to_us():
    with pytest.raises(OutsideBoundary):
        place(street=("border street",))


def test_a_postcode_in_another_borough_is_not_reported_to_us():
    with pytest.raises(OutsideBoundary):
        place(postcode="M19 9ZZ")


def test_a_postcode_without_addresses_is_its_middle():
    assert place(postcode="SK7 9NN").label == "Edgeley, SK7 9NN"


def test_a_postcode_that_never_was_is_unknown():
    with pytest.raises(PostcodeUnknown):
        place(postcode="SK4 0QQ")


def test_a_postcode_that_was_ended_is_told_so():
    with pytest.raises(PostcodeRetired):
        place(postcode="SK1 9XX")


def test_a_street_nobody_knows_is_unknown():
    with pytest.raises(PlaceUnknown):
        place(street=("unicorn parade",))


@pytest.mark.parametrize("said", ["my house", "outside our flats", "right outside mine", "here"])
def test_what_only_they_know_is_told_apart(said):
    with pytest.raises(PlaceNotTold):
        place(street=(said,))


@pytest.mark.parametrize("said", ["our lady's church", "homestead parade", "hereford walk"])
def test_a_name_that_only_begins_so_is_a_name(said):
    with pytest.raises(PlaceUnknown) as refused:
        place(street=(said,))
    assert not isinstance(refused.value, PlaceNotTold)


def test_a_home_needs_its_number():
    assert isinstance(home(postcode="SK4 9AA"), Choices)
    assert home(postcode="SK4 9AA", number="12").label == "12 Wren Lane, Heaton Norris, SK4 9AA"


def test_homes_are_offered_in_house_number_order():
    found = home(street=("wren lane",))
    assert [one.label.split()[0] for one in found.places] == ["12", "14", "14A"]


def test_a_park_is_not_a_home():
    with pytest.raises(PlaceUnknown):
        home(street=("brindle park",))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Heaton Ln", "Heaton Lane"),
        ("st marys rd", "St Mary's Road"),
        ("hetton lane", "Heaton Lane"),
    ],
)
def test_names_are_the_same_but_for_a_slip(said, known):
    assert same_name(said, known)


@pytest.mark.parametrize(
    ("said", "known"),
    [("Heaton Lane", "Heaton Road"), ("Park Road", "Dark Lane"), ("Ash Grove", "Oak Grove")],
)
def test_names_that_only_look_alike_are_not_the_same(said, known):
    assert not same_name(said, known)


def test_what_is_new_wins_and_what_was_said_before_stays():
    later = Mention(number="14").over(Mention(street=("wren lane",), number="41"))
    assert (later.street, later.number) == (("wren lane",), "14")


def test_a_pin_is_told_by_the_address_nearest_to_it():
    found = place(pin=(53.4001, -2.1601))
    assert (found.lat, found.long) == (53.4001, -2.1601)
    assert "Wren Lane" in found.label


def test_a_pin_in_the_middle_of_nowhere_is_unknown():
    with pytest.raises(PlaceUnknown):
        place(pin=(54.0, -2.0))
