"""The stand-in's own strictness."""

import pytest

WORLD = {"services": [{"id": "a", "name": "Larder", "organization": "O", "description": "Food.",
                       "terms": ["Food banks"], "hours": ["MO 10:00-12:00"]}]}  # fmt: skip


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 200), ("?page=2", 200), ("?page=x", 400), ("?colour=red", 400), ("?postcode=SK1", 400)],
)
def test_what_the_contract_does_not_know_is_refused(standins, query, status):
    assert standins.ask("GET", f"/open_referral/services{query}")[0] == status


def test_another_world_can_be_loaded_and_a_wrong_one_is_named(standins):
    standins.load("open_referral", WORLD)
    _, told = standins.ask("GET", "/open_referral/services")
    assert [one["name"] for one in told["contents"]] == ["Larder"]
    wrong = {"services": [{**WORLD["services"][0], "hours": ["whenever"]}]}
    status, said = standins.ask("PUT", "/_standin/open_referral/seed", wrong)
    assert status == 400
    assert "services[0].hours" in str(said)


def test_a_page_is_cut_where_it_is_asked_to(standins):
    _, told = standins.ask("GET", "/open_referral/services?per_page=10&page=7")
    assert (told["size"], told["last_page"], told["total_items"]) == (1, True, 61)
