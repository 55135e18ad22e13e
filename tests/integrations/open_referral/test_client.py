"""Asking a directory of services, in both versions of the standard, and all that can go wrong."""

import pytest

from integrations.client import ApiClient, Budget
from integrations.errors import NotFound, Unavailable, Unreadable
from integrations.open_referral.client import OpenReferral, metres_between, refusal
from integrations.open_referral.contract import InvalidField, as_data, from_data
from integrations.open_referral.fields import plain
from tests.integrations.examples import example
from tests.integrations.failures import each_fault, nobody_there
from tests.integrations.open_referral.mocks import directory

MOCKS = "open-referral-uk/v3/validator-mocks"
ABOUT = {
    "version": "HSDS-UK-3.0",
    "profile": "https://x.example",
    "openapi_url": "https://x.example",
}
both = pytest.mark.parametrize(("path", "version"), [("", 3), ("/v1", 1)])


def client(url, budget=Budget.IN_TURN):
    return OpenReferral(ApiClient("open_referral", url, budget, refusal=refusal))


def page(ids, **told):
    rows = [{"id": one, "name": one, "status": "active"} for one in ids]
    return {"total_items": 1, "last_page": True, "contents": rows, **told}


def whole(name, **more):
    return {"id": name, "name": name, "status": "active", **more}


@both
def test_the_version_is_found_and_every_active_service_is_read(standins, path, version):
    found = client(standins.url("open_referral") + path)
    services = found.services()
    assert found.version() == version
    assert len(services) == 60, "the one that is defunct is not told"
    sunday = next(one for one in services if one.name == "Sunday Table")
    assert sunday.description == "A hot meal for anyone who wants one. Sit in, or take it home."
    assert (sunday.openings[0].days, sunday.openings[0].opens) == (("SU",), "12:30")
    assert sunday.openings[1].starts == "2026-12-25"
    assert sunday.phones and sunday.sites[0].lat and "Free meals" in sunday.topics


@both
def test_how_to_get_in_and_whether_there_is_room_are_told(standins, path, version):
    services = {one.name: one for one in client(standins.url("open_referral") + path).services()}
    assert services["Viaduct Foodbank Edgeley"].entry == "voucher"
    assert services["Viaduct Foodbank Edgeley"].how.startswith("Ask an advice service")
    assert services["Offerton Parcel Point"].capacity == "paused"
    assert services["Home Visiting Friends"].min_age == 55
    assert services["Polski Stol"].languages == ("Polish", "English")
    assert services["Debt Line North West"].ways == ("phone", "online")


@both
def test_a_service_is_the_same_after_it_was_kept(standins, path, version):
    for one in client(standins.url("open_referral") + path).services():
        assert from_data(as_data(one)) == one


@both
def test_the_directory_searches_around_a_postcode(standins, path, version):
    found = client(standins.url("open_referral") + path)
    near = {one.name for one in found.near("SK1 1ZA", 1000)}
    assert "Hatters Community Larder" in near
    assert "Marple Bridge Larder" not in near


@both
def test_the_terms_are_told(standins, path, version):
    assert "Food banks" in client(standins.url("open_referral") + path).taxonomy_terms()


@each_fault
def test_each_failure_has_its_error(standins, fault, error):
    standins.misbehave("open_referral", **fault)
    with pytest.raises(error):
        list(client(standins.url("open_referral"))._pages("services"))
    assert len(standins.received("open_referral")) == 1, "a turn does not try again"


def test_nobody_there_is_unavailable():
    with pytest.raises(Unavailable):
        client(nobody_there()).services()


def test_pages_are_read_to_the_end_whatever_the_counters_say():
    pages = [page(["a", "b"]), page(["c"], last_page=True), page([])]
    with directory({"/": ABOUT, "/services": pages,
                    **{f"/services/{one}": whole(one) for one in "abc"}}) as url:  # fmt: skip
        assert [one.id for one in client(url).services()] == ["a", "b", "c"]


def test_a_directory_that_repeats_its_last_page_comes_to_an_end():
    with directory({"/": ABOUT, "/services": page(["a"], last_page=False),
                    "/services/a": whole("a")}) as url:  # fmt: skip
        assert len(client(url).services()) == 1


def test_a_directory_without_end_is_refused():
    pages = [page([f"s{at}"], last_page=False) for at in range(101)]
    with directory({"/": ABOUT, "/services": pages}) as url, pytest.raises(Unreadable):
        list(client(url)._pages("services"))


def test_one_broken_service_is_left_out_and_many_refuse_the_directory():
    ids = [f"s{at}" for at in range(20)]
    answers = {
        "/": ABOUT,
        "/services": page(ids),
        **{f"/services/{one}": whole(one) for one in ids},
    }
    with directory({**answers, "/services/s3": whole("s3", email="no")}) as url:
        assert len(client(url).services()) == 19
    broken = {f"/services/s{at}": whole(f"s{at}", email="no") for at in range(3)}
    with directory({**answers, **broken}) as url, pytest.raises(InvalidField) as caught:
        client(url).services()
    assert caught.value.field == "email"


def test_a_service_taken_away_meanwhile_is_no_failure():
    with directory({"/": ABOUT, "/services": page(["a", "b"]), "/services/a": whole("a")}) as url:
        assert [one.id for one in client(url).services()] == ["a"]


def test_a_directory_without_the_near_search_says_so():
    with directory({"/": ABOUT}) as url, pytest.raises(NotFound):
        client(url).near("SK1 1ZA", 500)


def mock(kind):
    names = ("api_details", "service_list", "service_full")
    about, listed, full = (example(f"{MOCKS}/{kind}/{name}.json") for name in names)
    ids = [one["id"] for one in listed["contents"]]
    return {"/": about, "/services": listed, **{f"/services/{one}": full for one in ids}}


@pytest.mark.parametrize("kind", ["Default", "Warn"])
def test_the_validators_good_mocks_are_read(kind):
    with directory(mock(kind)) as url:
        found = client(url).services()
    assert found[0].name == "Community Counselling"
    assert found[0].openings[0].days == ("TH", "FR")
    assert found[0].sites[0].lat is None, "latitude 100 is nowhere"


def test_the_validators_failing_mocks_are_refused_with_the_field():
    answers = mock("Fail")
    with directory(answers) as url, pytest.raises(InvalidField) as caught:
        client(url).services()
    assert caught.value.field == "profile"
    answers["/"] = example(f"{MOCKS}/Default/api_details.json")
    with directory(answers) as url:
        with pytest.raises(InvalidField) as caught:
            client(url).services()
        assert caught.value.field.startswith("contents[0].")
        name = answers["/services"]["contents"][0]["id"]
        with pytest.raises(InvalidField) as caught:
            client(url).service(name, 3)
        assert caught.value.field == "email"


def test_a_version_1_example_is_read():
    listed = example("open-referral-uk/v1/examples/services.page.json")
    full = example("open-referral-uk/v1/examples/service.json")
    with directory({"/services": listed, f"/services/{full['id']}": full}) as url:
        found = client(url).services()[0]
    assert (found.entry, found.ways, found.min_age) == ("drop-in", ("venue",), 18)
    assert found.openings[0].opens == "11:30"
    assert "Lunch clubs" in found.topics


@pytest.mark.parametrize("broken", ["id", "name", "email"])
def test_a_version_1_service_that_breaks_the_standard_is_refused_with_the_field(broken):
    listed = example("open-referral-uk/v1/examples/services.page.json")
    full = {**example("open-referral-uk/v1/examples/service.json"), broken: 7}
    where = f"/services/{listed['content'][0]['id']}"
    answers = {"/services": listed, where: full}
    with directory(answers) as url, pytest.raises(InvalidField) as caught:
        client(url).services()
    assert caught.value.field == broken


def test_the_validators_version_1_mock_is_no_directory_and_says_what_is_missing():
    answers = {"/services": example("open-referral-uk/v1/validator-mocks/V1_ValidateResponse.json")}
    with directory(answers) as url, pytest.raises(InvalidField) as caught:
        client(url).services()
    assert caught.value.field == "contents"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<p>Tea &amp; toast</p><script>x()</script>", "Tea & toast"),
        ("**Free** [lunch](https://x.example)", "Free lunch"),
        ("5 < 6", "5 < 6"),
    ],
)
def test_descriptions_are_plain_words(text, read):
    assert plain(text) == read


def test_distance_is_as_the_crow_flies():
    assert metres_between((53.41, -2.158), (53.396, -2.062)) == pytest.approx(6553, abs=30)
