"""Finding addresses over HTTP, in the seed world."""

import pytest

from integrations.addresses.client import Addresses, refusal
from integrations.client import ApiClient, Budget
from integrations.errors import NotFound, Refused, Unavailable, Unreadable
from tests.integrations.failures import each_fault, fails, nobody_there

ASK = "/addresses/postcode?key=test-key"


def client(url, key="test-key", bounds=None):
    api = ApiClient("addresses", url, Budget.IN_TURN, headers={"key": key}, refusal=refusal)
    return Addresses(api, bounds)


@pytest.fixture
def addresses(standins):
    return client(standins.url("addresses"))


def numbers(found):
    return [address.number for address in found]


def streets(found):
    return list(dict.fromkeys((m.address.street, m.address.locality) for m in found))


def test_a_postcode_lists_its_houses_in_number_order(addresses):
    found = addresses.by_postcode("SK4 1ZD")
    assert numbers(found)[:9] == ["2", "4", "6", "8", "10", "12", "14", "14A", "16"]


@pytest.mark.parametrize("typed", ["sk41zd", "SK4 1ZD", " sk4  1zd "])
def test_a_postcode_may_be_typed_in_any_way(addresses, typed):
    assert numbers(addresses.by_postcode(typed))[6] == "14"


def test_an_address_is_in_words_fit_for_a_resident(addresses):
    address = addresses.by_postcode("SK4 1ZD")[7]
    assert address.line == "14A Heaton Lane, Heaton Norris, Stockport, SK4 1ZD"
    assert (address.number, address.street) == ("14A", "Heaton Lane")
    assert (address.uprn, address.usrn, address.custodian) == ("990000000008", "99000001", 4235)
    assert (address.lat, address.long) == pytest.approx((53.4106, -2.1638), abs=0.001)
    assert (address.easting, address.northing) == pytest.approx((389200, 390430), abs=50)


def test_flats_come_in_their_own_order_and_know_their_building(addresses):
    found = [each for each in addresses.by_postcode("SK5 8ZL") if each.flat]
    assert [each.flat for each in found] == [f"Flat {n}" for n in range(1, 9)]
    building = addresses.by_uprn(found[0].parent_uprn)
    assert (building.name, building.classification) == ("Lapwing Court", "PP")


def test_a_postcode_nobody_has_heard_of_is_an_empty_answer(addresses):
    assert addresses.by_postcode("SK4 9ZZ") == ()


def test_half_a_postcode_that_is_too_short_is_refused_with_the_reason(addresses):
    with pytest.raises(Refused, match="minimum of the sector"):
        addresses.by_postcode("S")


@pytest.mark.parametrize(
    "typed", ["Heaton Lane", "heaton ln", "Heton Lane", "heaton lnae", "HEATONLANE", "heaton lane."]
)
def test_a_street_is_found_however_it_is_spelt(addresses, typed):
    found = addresses.find(typed)
    assert streets(found)[0] == ("Heaton Lane", "Heaton Norris")
    assert found[0].score > 0.8


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("14 heaton lane SK4", "14 Heaton Lane"),
        ("14a heaton lane", "14A Heaton Lane"),
        ("14 A Heaton Ln", "14A Heaton Lane"),
        ("41, Heaton Lane, Stockport", "41 Heaton Lane"),
        ("flat 3 lapwing court", "Flat 3, Lapwing Court, 3 Northumbria Rise"),
        ("brindle park", "Brindle Park, Turncroft Hill"),
        ("heaton lane car park", "Heaton Lane Car Park, Heaton Lane"),
        ("marple library", "Oldknow Library, Church Street"),
        ("Pedlar Books", "Pedlar Books, 5 Little Underbrow"),
        ("9 the paddock", "9 The Paddock"),
        ("104 Broadway", "104 Broadway"),
    ],
)
def test_a_place_is_found_by_what_residents_call_it(addresses, typed, line):
    best = addresses.find(typed)[0]
    assert best.score == 1
    assert best.address.line.startswith(line)


def test_a_street_name_in_two_places_gives_both(addresses):
    best = [match for match in addresses.find("church st") if match.score == 1]
    assert streets(best) == [("Church Street", "Cheadle"), ("Church Street", "Marple")]


def test_saying_the_village_settles_which(addresses):
    best = [match for match in addresses.find("church street marple") if match.score == 1]
    assert streets(best) == [("Church Street", "Marple")]


def test_a_road_is_not_taken_for_the_lane_of_the_same_name(addresses):
    best = [match for match in addresses.find("mill lane") if match.score == 1]
    assert streets(best) == [("Mill Lane", "Bredbury")]
    assert ("Mill Road", "Romiley") in streets(addresses.find("mill lane"))


def test_a_number_the_street_lacks_still_finds_the_street_but_less_well(addresses):
    found = addresses.find("99 heaton lane")
    assert 0.5 < found[0].score < 0.8
    assert "99" not in {match.address.number for match in found}


@pytest.mark.parametrize("typed", ["zanzibar lane", "xyzzy", "the moon", "????", "лес"])
def test_what_is_not_there_is_not_found(addresses, typed):
    assert addresses.find(typed) == ()


def test_a_street_across_the_boundary_is_told_by_its_custodian(addresses):
    found = addresses.find("errwood grove")
    assert {match.address.custodian for match in found} == {4215}


def test_a_postcode_can_hold_houses_of_two_councils(addresses):
    found = addresses.by_postcode("SK4 5ZH")
    assert {address.number: address.custodian for address in found}["7"] == 4235
    assert {address.number: address.custodian for address in found}["9"] == 4215


def test_at_most_as_many_as_asked_for_come_back(addresses):
    assert len(addresses.find("heaton lane", limit=3)) == 3


def test_a_search_can_be_kept_to_the_councils_own_area(standins):
    box = (389000.0, 390000.0, 389200.0, 391000.0)
    found = client(standins.url("addresses"), bounds=box).find("heaton lane")
    assert found
    assert all(389000 <= (match.address.easting or 0) <= 389200 for match in found)


def test_a_property_with_two_names_is_shown_once_by_the_approved_one(standins, addresses):
    rows = standins.ask("GET", f"{ASK}&postcode=SK6%201ZA&dataset=LPI")[1]["results"]
    lines = [row["LPI"]["ADDRESS"] for row in rows]
    assert any(line.startswith("QUARRY COTTAGE") for line in lines)
    found = addresses.by_postcode("SK6 1ZA")
    assert numbers(found) == ["1", "2", "3", "4", "5", "6", "7"], "8 is only provisional"
    assert not [address for address in found if address.name]


def test_a_demolished_house_is_not_offered(addresses):
    assert "11" not in numbers(addresses.by_postcode("SK2 7ZY"))


def test_more_than_a_page_of_rows_is_read_to_the_end(standins, addresses):
    street = {"street": "Long Row", "postcode": "SK1 1ZZ", "lat": 53.41, "long": -2.15}
    world = [{**street, "uprn": n, "number": str(n)} for n in range(1, 251)]
    standins.load("addresses", {"addresses": world})
    assert numbers(addresses.by_postcode("SK1 1ZZ")) == [str(n) for n in range(1, 251)]
    assert len(addresses.find("long row", limit=120)) == 120


def test_a_uprn_leads_to_its_address(addresses):
    assert addresses.by_uprn("990000000016").line.startswith("41 Heaton Lane")


@pytest.mark.parametrize("uprn", ["990000099999", "990000000151"])
def test_a_uprn_without_an_approved_property_is_not_found(addresses, uprn):
    with pytest.raises(NotFound):
        addresses.by_uprn(uprn)


def test_a_uprn_that_is_no_number_is_refused(addresses):
    with pytest.raises(Refused):
        addresses.by_uprn("twelve")


def test_a_point_leads_to_the_nearest_address(addresses):
    near = addresses.nearest(53.4104, -2.1652)
    assert near is not None
    assert near.line.startswith("2 Heaton Lane")


def test_a_point_far_from_everything_leads_to_none(addresses):
    assert addresses.nearest(53.30, -2.40, metres=50) is None


def test_the_key_travels_in_a_header_and_never_in_the_address(standins, addresses):
    addresses.by_postcode("SK4 1ZD")
    sent = standins.received("addresses")[-1]
    assert sent["headers"]["key"] == "test-key"
    assert "key" not in sent["query"]
    assert sent["query"]["dataset"] == ["LPI"]


def test_a_wrong_key_is_refused(standins):
    with pytest.raises(Refused) as caught:
        client(standins.url("addresses"), key="stolen").by_postcode("SK4 1ZD")
    assert caught.value.status == 401


@each_fault
def test_each_failure_has_its_error(standins, fault, error):
    fails(standins, "addresses", lambda url: client(url).find("heaton lane"), fault, error)


def test_nobody_there_is_unavailable_and_nothing_was_sent():
    with pytest.raises(Unavailable) as caught:
        client(nobody_there()).by_postcode("SK4 1ZD")
    assert not caught.value.sent


def test_another_service_at_this_address_is_not_taken_for_an_empty_street(standins):
    with pytest.raises(Unreadable):
        client(standins.url("addresses/v1")).find("heaton lane")


@pytest.mark.parametrize(
    "body",
    [
        '{"header": {}, "results": [{"LPI": {"UPRN": "1"}}]}',
        '{"header": {}, "results": [{"LPI": []}]}',
        '{"header": {}, "results": [5]}',
        '{"header": {}, "results": {"LPI": {}}}',
        '{"header": {}, "results": 7}',
        '{"header": {"totalresults": "many"}, "results": []}',
        '{"header": {}, "results": [{"LPI": {"UPRN": "1", "ADDRESS": "X", "LAT": "north",'
        ' "LNG": 1, "LOCAL_CUSTODIAN_CODE": 4235}}]}',
        '{"header": {}, "results": [{"LPI": {"UPRN": "1", "ADDRESS": "X", "LAT": 53.4,'
        ' "LNG": -2.1, "LOCAL_CUSTODIAN_CODE": 4235, "MATCH": "good"}}]}',
    ],
)
def test_rows_that_break_the_contract_are_unreadable(standins, addresses, body):
    standins.misbehave("addresses", body=body)
    with pytest.raises(Unreadable):
        addresses.find("heaton lane")


@pytest.mark.parametrize(
    "body", ['{"header": {}}', '{"header": {"totalresults": 0}, "results": []}']
)
def test_results_absent_or_empty_are_both_nothing_found(standins, addresses, body):
    standins.misbehave("addresses", body=body)
    assert addresses.by_postcode("SK4 1ZD") == ()
