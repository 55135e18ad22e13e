"""The bank holiday stand-in keeps GOV.UK's shape and refuses worlds that could not be."""

import pytest

from tests.integrations.examples import example

HERE = "england-and-wales"


def test_the_file_has_gov_uks_shape(standins):
    status, answer = standins.ask("GET", "/bank_holidays/bank-holidays.json")
    published = example("bank-holidays/wire.bank-holidays.en.json")
    assert status == 200
    assert set(answer) == set(published)
    assert set(answer[HERE]) == set(published[HERE])
    assert set(answer[HERE]["events"][0]) == set(published[HERE]["events"][0])


def test_a_nation_has_a_file_of_its_own(standins):
    status, answer = standins.ask("GET", f"/bank_holidays/bank-holidays/{HERE}.json")
    assert (status, answer["division"]) == (200, HERE)


def test_days_come_in_order_whatever_the_order_they_were_given_in(standins):
    days = [{"date": "2027-01-01", "title": "B"}, {"date": "2026-12-25", "title": "A"}]
    standins.load("bank_holidays", {"divisions": {HERE: days}})
    answer = standins.ask("GET", "/bank_holidays/bank-holidays.json")[1]
    assert [each["date"] for each in answer[HERE]["events"]] == ["2026-12-25", "2027-01-01"]


@pytest.mark.parametrize(
    "world",
    [
        {},
        {"divisions": {}},
        {"divisions": {HERE: []}},
        {"divisions": {HERE: [{"date": "25/12/2026", "title": "A"}]}},
        {"divisions": {HERE: [{"date": "2026-12-25"}]}},
        {"divisions": {HERE: [{"date": "2026-12-25", "title": "A"}] * 2}},
    ],
)
def test_a_world_that_could_not_be_is_refused(standins, world):
    status, answer = standins.ask("PUT", "/_standin/bank_holidays/seed", world)
    assert (status, answer["error"]) == (400, "bad_seed")
