"""The postcodes stand-in, asked as postcodes.io is asked, and the worlds it accepts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.postcodes.contract import from_result
from integrations.postcodes.world import load
from integrations.standin import BadSeed
from tests.integrations.examples import example

DEFAULTS = {"district": "Anyborough", "district_code": "E08000099"}


def test_many_are_answered_in_the_order_asked(standins):
    asked = {"postcodes": ["sk4 1zd", "nonsense", "M192ZA"]}
    found = standins.ask("POST", "/postcodes/postcodes", asked)[1]["result"]
    assert [each["query"] for each in found] == asked["postcodes"]
    assert [each["result"] and each["result"]["postcode"] for each in found] == [
        "SK4 1ZD",
        None,
        "M19 2ZA",
    ]


@pytest.mark.parametrize(
    "body", [{}, {"postcodes": "SK4 1ZD"}, {"postcodes": ["SK4 1ZD"] * 101}, []]
)
def test_too_many_or_none_is_a_400(standins, body):
    status, answer = standins.ask("POST", "/postcodes/postcodes", body)
    assert (status, answer["status"]) == (400, 400)


@pytest.mark.parametrize("query", ["", "?lat=53.4", "?lat=x&lon=1", "?lat=53.4&lon=-2&limit=0"])
def test_a_point_must_be_one(standins, query):
    status, answer = standins.ask("GET", f"/postcodes/postcodes{query}")
    assert (status, answer["status"]) == (400, 400)


def test_the_nearest_come_first_and_say_how_far(standins):
    ask = "/postcodes/postcodes?lat=53.4104&lon=-2.1652&radius=2000&limit=3"
    found = standins.ask("GET", ask)[1]["result"]
    metres = [each["distance"] for each in found]
    assert metres == sorted(metres)
    assert len(found) == 3


@pytest.mark.parametrize(("postcode", "real"), [("SK41ZD", True), ("SK49ZZ", False), ("x", False)])
def test_validate_says_whether_it_is_one(standins, postcode, real):
    answer = standins.ask("GET", f"/postcodes/postcodes/{postcode}/validate")[1]
    assert answer == {"status": 200, "result": real}


def test_an_ended_postcode_can_be_looked_up_as_such(standins):
    status, answer = standins.ask("GET", "/postcodes/terminated_postcodes/sk41zq")
    assert (status, answer["result"]["year_terminated"]) == (200, 2014)
    assert standins.ask("GET", "/postcodes/terminated_postcodes/SK41ZD")[0] == 404


def test_unknown_paths_have_its_own_shape(standins):
    status, answer = standins.ask("GET", "/postcodes/nowhere")
    assert (status, answer) == (404, {"status": 404, "error": "Resource not found"})


def test_its_answers_have_the_recorded_shapes(standins):
    recorded = example("postcodes-io/examples/lookup.200.json")["result"]
    ours = standins.ask("GET", "/postcodes/postcodes/SK41ZD")[1]["result"]
    assert set(ours) == set(recorded)
    assert set(ours["codes"]) <= set(recorded["codes"])
    ended = example("postcodes-io/examples/lookup.404-terminated.json")
    answer = standins.ask("GET", "/postcodes/postcodes/SK41ZQ")[1]
    assert set(answer["terminated"]) == set(ended["terminated"])
    recorded = example("postcodes-io/examples/terminated.200.json")["result"]
    answer = standins.ask("GET", "/postcodes/terminated_postcodes/SK41ZQ")[1]
    assert set(answer["result"]) == set(recorded)
    for name, path in (("lookup.404", "SK49ZZ"), ("lookup.404-invalid", "nope")):
        recorded = example(f"postcodes-io/examples/{name}.json")
        assert standins.ask("GET", f"/postcodes/postcodes/{path}")[1] == recorded


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("lookup.200.json", "E07000111"),
        ("lookup.200-null-coords.fictional.json", "E07000111"),
    ],
)
def test_recorded_answers_are_read(name, code):
    result = example(f"postcodes-io/examples/{name}")["result"]
    assert from_result(result).district_code == code


def test_a_postcode_and_a_ward_are_enough(standins):
    standins.load("postcodes", {"postcodes": [{"postcode": "zz11zz", "ward": "Old Ward"}]})
    found = standins.ask("GET", "/postcodes/postcodes/ZZ1%201ZZ")[1]["result"]
    assert (found["postcode"], found["admin_ward"]) == ("ZZ1 1ZZ", "Old Ward")
    assert (found["codes"]["admin_district"], found["latitude"]) == ("E08000007", None)


def test_another_district_is_not_given_our_code():
    world = load({"postcodes": [{"postcode": "ZZ1 1ZZ", "district": "Elsewhere"}]}, DEFAULTS)
    assert world.live["ZZ11ZZ"]["codes"]["admin_district"] is None


def test_its_own_shape_is_accepted_as_a_seed():
    result = {"postcode": "ZZ1 1ZZ", "admin_district": "Elsewhere", "latitude": 53.4,
              "longitude": -2.1, "codes": {"admin_district": "E08000003"}}  # fmt: skip
    found = load({"postcodes": [{"status": 200, "result": result}]}, DEFAULTS).live["ZZ11ZZ"]
    assert found["codes"]["admin_district"] == "E08000003"
    assert found["eastings"] == pytest.approx(393446, abs=200)


@pytest.mark.parametrize(
    ("seed", "says"),
    [
        ({}, "no list of postcodes"),
        ({"postcodes": {}}, "no list of postcodes"),
        ({"postcodes": [5]}, "postcodes[0]: not an object"),
        ({"postcodes": [{"postcode": "SK4"}]}, "postcodes[0]: postcode SK4 is not one"),
        ({"postcodes": [{"postcode": "SK4 1ZD", "lat": "x", "long": 1}]}, "latitude"),
        ({"postcodes": [], "terminated": [{}]}, "terminated[0]"),
        ({"postcodes": [], "defaults": 5}, "defaults"),
    ],
)
def test_a_bad_world_is_refused_by_name(seed, says):
    with pytest.raises(BadSeed) as caught:
        load(seed, DEFAULTS)
    assert says in str(caught.value)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["postcode", "lat", "long", "codes", "result"]), inner)
    ),
    max_leaves=12,
)


@given(anything, st.sampled_from(["lat", "easting", "ward", "codes", "district_code", "quality"]))
def test_no_world_breaks_the_loader(value, field):
    good = {"postcode": "SK4 1ZD", "lat": 53.4, "long": -2.1, field: value}
    for postcodes in (value, [value], [good]):
        try:
            load({"postcodes": postcodes, "terminated": postcodes}, DEFAULTS)
        except BadSeed as refused:
            assert str(refused)
