"""The addresses stand-in, asked as OS Places is asked: parameters, shapes and its error answers."""

from urllib.parse import quote, urlencode

import pytest

from integrations.addresses.contract import STREET_RECORD, from_lpi, properties


def ask(standins, path, **params):
    query = urlencode({"key": "test-key", **params}, quote_via=quote, doseq=True)
    return standins.ask("GET", f"/addresses/{path}?{query}")


def rows(standins, path, dataset="LPI", **params):
    status, answer = ask(standins, path, dataset=dataset, **params)
    assert status == 200, answer
    return [row[dataset] for row in answer.get("results", [])]


def test_results_are_absent_when_nothing_matches(standins):
    status, answer = ask(standins, "postcode", postcode="SK4 9ZZ")
    assert status == 200
    assert "results" not in answer
    assert answer["header"]["totalresults"] == 0


def test_the_header_says_what_was_asked_but_not_the_key(standins):
    header = ask(standins, "find", query="heaton lane", maxresults=2, dataset="LPI")[1]["header"]
    assert header["query"] == "query=heaton lane"
    assert "test-key" not in header["uri"]
    assert (header["offset"], header["maxresults"], header["format"]) == (0, 2, "JSON")
    assert (header["dataset"], header["output_srs"]) == ("LPI", "EPSG:27700")


def test_latitude_and_longitude_come_only_when_asked_for(standins):
    plain = rows(standins, "uprn", uprn="990000000001")[0]
    placed = rows(standins, "uprn", uprn="990000000001", output_srs="EPSG:4326")[0]
    assert "LAT" not in plain
    assert (placed["LAT"], placed["LNG"]) == pytest.approx((53.4104, -2.1652))
    assert isinstance(plain["X_COORDINATE"], float)


def test_the_two_datasets_have_their_own_names(standins):
    lpi = rows(standins, "uprn", uprn="990000000066")[0]
    dpa = rows(standins, "uprn", "DPA", uprn="990000000066")[0]
    assert (lpi["SAO_TEXT"], lpi["PAO_TEXT"], lpi["PAO_START_NUMBER"]) == (
        "FLAT 2",
        "LAPWING COURT",
        "3",
    )
    assert (dpa["SUB_BUILDING_NAME"], dpa["BUILDING_NAME"], dpa["BUILDING_NUMBER"]) == (
        "FLAT 2",
        "LAPWING COURT",
        "3",
    )
    assert lpi["ADDRESS"] == dpa["ADDRESS"]
    assert lpi["PARENT_UPRN"] == dpa["PARENT_UPRN"]
    assert (type(lpi["UPRN"]), type(lpi["LOCAL_CUSTODIAN_CODE"])) == (str, int)


def test_dpa_is_the_default_and_knows_no_parks(standins):
    assert ask(standins, "find", query="brindle park", minmatch=0.9)[1].get("results") is None
    assert rows(standins, "find", query="brindle park", minmatch=0.9)


def test_both_datasets_may_be_asked_for_at_once(standins):
    answer = ask(standins, "uprn", uprn="990000000001", dataset="DPA,LPI")[1]
    assert [list(row) for row in answer["results"]] == [["DPA"], ["LPI"]]


def test_pages_follow_one_another(standins):
    first = rows(standins, "postcode", postcode="SK4 1ZD", maxresults=5)
    second = rows(standins, "postcode", postcode="SK4 1ZD", maxresults=5, offset=5)
    assert len(first) == len(second) == 5
    assert not {row["UPRN"] for row in first} & {row["UPRN"] for row in second}


@pytest.mark.parametrize(("part", "streets"), [("SK7 4", 1), ("SK7", 3), ("SK1", 2)])
def test_part_of_a_postcode_gives_all_that_begin_so(standins, part, streets):
    found = rows(standins, "postcode", postcode=part)
    assert {row["POSTCODE_LOCATOR"].split()[0] for row in found} == {part.split()[0]}
    assert len({row["STREET_DESCRIPTION"] for row in found}) == streets


def test_a_filter_keeps_to_a_class_or_a_status(standins):
    flats = rows(standins, "postcode", postcode="SK5 8ZL", fq="CLASSIFICATION_CODE:RD06")
    assert len(flats) == 8
    either = "CLASSIFICATION_CODE:CR* CLASSIFICATION_CODE:CT*"
    shops = rows(standins, "postcode", postcode="SK4 1ZD", fq=[either, "COUNTRY_CODE:E"])
    assert [row["CLASSIFICATION_CODE"] for row in shops] == ["CR08", "CT03"]
    older = rows(standins, "postcode", postcode="SK6 1ZA", fq="LPI_LOGICAL_STATUS_CODE:3")
    assert [row["PAO_TEXT"] for row in older] == ["QUARRY COTTAGE"]


def test_match_scores_are_cut_to_the_precision_asked_for(standins):
    rough = rows(standins, "find", query="99 heaton lane", maxresults=1)[0]
    fine = rows(standins, "find", query="99 heaton lane", maxresults=1, matchprecision=4)[0]
    assert (rough["MATCH"], fine["MATCH"]) == (0.6, 0.6666)
    assert rough["MATCH_DESCRIPTION"] != "EXACT"


def test_a_point_may_be_given_in_degrees(standins):
    near = rows(standins, "nearest", point="53.4104,-2.1652", srs="EPSG:4326", radius=50)
    assert [row["UPRN"] for row in near] == ["990000000001"]


@pytest.mark.parametrize(
    ("path", "params", "says"),
    [
        ("postcode", {}, "postcode"),
        ("postcode", {"postcode": "S"}, "Requested postcode was S"),
        ("postcode", {"postcode": "SK4 1ZD", "maxresults": 0}, "maxresults"),
        ("postcode", {"postcode": "SK4 1ZD", "maxresults": 101}, "maxresults"),
        ("postcode", {"postcode": "SK4 1ZD", "maxresults": "x"}, "maxresults"),
        ("postcode", {"postcode": "SK4 1ZD", "offset": -1}, "offset"),
        ("postcode", {"postcode": "SK4 1ZD", "dataset": "PAF"}, "dataset"),
        ("postcode", {"postcode": "SK4 1ZD", "output_srs": "EPSG:9999"}, "output_srs"),
        ("postcode", {"postcode": "SK4 1ZD", "format": "XML"}, "format"),
        ("postcode", {"postcode": "SK4 1ZD", "query": "x"}, "query"),
        ("postcode", {"postcode": "SK4 1ZD", "fq": "TOWN:X"}, "fq"),
        ("find", {"query": " "}, "query"),
        ("find", {"query": "x", "minmatch": 2}, "minmatch"),
        ("find", {"query": "x", "bbox": "1,2,3"}, "bbox"),
        ("uprn", {"uprn": "abc"}, "uprn"),
        ("uprn", {"uprn": "1234567890123"}, "uprn"),
        ("nearest", {"point": "1"}, "point"),
        ("nearest", {"point": "1,inf"}, "point"),
        ("nearest", {"point": "389100,390400", "radius": 5000}, "radius"),
    ],
)
def test_what_the_contract_does_not_allow_is_a_400_that_names_it(standins, path, params, says):
    status, answer = ask(standins, path, **params)
    assert (status, answer["error"]["statuscode"]) == (400, 400)
    assert says in answer["error"]["message"]


@pytest.mark.parametrize("key", ["", "real-key"])
def test_without_its_key_the_gateway_answers_in_its_own_shape(standins, key):
    status, answer = ask(standins, "find", query="x", key=key)
    assert status == 401
    assert set(answer["fault"]) == {"faultstring", "detail"}


def test_too_many_requests_have_the_gateways_shape(standins):
    standins.misbehave("addresses", status=429)
    status, answer = ask(standins, "find", query="x")
    assert status == 429
    assert answer["fault"]["detail"]["errorcode"] == "policies.ratelimit.QuotaViolation"


def test_other_paths_and_methods_are_refused(standins):
    assert ask(standins, "polygon")[0] == 404
    assert standins.ask("POST", "/addresses/find?key=test-key&query=x")[0] == 405


def test_the_seed_world_is_the_one_the_readme_promises(standins):
    records = standins.ask("GET", "/_standin/addresses/seed")[1]["addresses"]
    ours = [record for record in records if record.get("custodian", 4235) == 4235]
    assert 290 <= len(records) <= 330
    assert len({record["usrn"] for record in ours}) >= 30
    assert all(990000000001 <= int(record["uprn"]) < 990000001000 for record in records)
    assert len({record["uprn"] for record in records}) == len(records)


def test_a_street_record_is_a_street_and_not_a_house():
    row = {
        "UPRN": "9",
        "ADDRESS": "STREET RECORD, HEATON LANE, STOCKPORT",
        "PAO_TEXT": "STREET RECORD",
        "STREET_DESCRIPTION": "HEATON LANE",
        "CLASSIFICATION_CODE": STREET_RECORD,
        "LAT": 53.4,
        "LNG": -2.1,
        "LOCAL_CUSTODIAN_CODE": 4235,
    }
    street = from_lpi(row)
    assert (street.line, street.name, street.number) == ("Heaton Lane, Stockport", "", "")


def test_welsh_and_english_names_of_one_property_become_the_english_one():
    shared = {"UPRN": "7", "LAT": 53.4, "LNG": -2.1, "LOCAL_CUSTODIAN_CODE": 6810}
    welsh = {**shared, "ADDRESS": "1 HEOL YR EGLWYS", "LANGUAGE": "CY"}
    english = {**shared, "ADDRESS": "1 CHURCH ROAD", "LANGUAGE": "EN"}
    for pair in ([welsh, english], [english, welsh]):
        assert [match.address.line for match in properties(pair)] == ["1 Church Road"]
