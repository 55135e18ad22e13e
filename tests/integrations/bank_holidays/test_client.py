"""Asking GOV.UK for the bank holidays over HTTP, and going on without it."""

from datetime import date

import pytest

from integrations.bank_holidays.client import (
    AGAIN_SECONDS,
    FRESH_SECONDS,
    BankHolidays,
    last_known,
)
from integrations.bank_holidays.contract import from_answer
from integrations.client import ApiClient, Budget
from integrations.errors import Unavailable, Unreadable
from tests.integrations.examples import example
from tests.integrations.failures import each_fault, fails, nobody_there

HERE = "england-and-wales"
CHRISTMAS, STAFF_DAY = date(2026, 12, 25), date(2026, 12, 29)
WORLD = {"divisions": {HERE: [{"date": "2026-12-29", "title": "A new holiday"}]}}


def client(url, passing=lambda: 0.0, division=HERE):
    return BankHolidays(ApiClient("bank_holidays", url, Budget.IN_TURN), division, passing)


@pytest.fixture
def url(standins):
    return standins.url("bank_holidays")


def test_the_days_are_the_councils_own_nations(url):
    days = client(url).days()
    assert {CHRISTMAS, date(2026, 12, 28), date(2027, 3, 29)} <= days
    assert date(2026, 12, 26) not in days, "a Saturday; its substitute is the Monday"
    assert date(2026, 11, 30) not in days, "Scotland's"


def test_a_holiday_in_any_nation_counts_for_information_requests(url):
    anywhere = client(url).anywhere()
    assert {date(2026, 11, 30), date(2027, 3, 17), CHRISTMAS} <= anywhere


def test_gov_uk_is_asked_once_a_day(standins, url):
    now = [0.0]
    holidays = client(url, lambda: now[0])
    for _ in range(3):
        holidays.days()
    assert len(standins.received("bank_holidays")) == 1
    standins.load("bank_holidays", WORLD)
    now[0] += FRESH_SECONDS
    assert holidays.days() == {STAFF_DAY}
    assert len(standins.received("bank_holidays")) == 2


@each_fault
def test_each_failure_has_its_error(standins, fault, error):
    fails(standins, "bank_holidays", lambda url: client(url).fetch(), fault, error)


@each_fault
def test_whatever_fails_the_copy_answers(standins, url, fault, error):
    standins.misbehave("bank_holidays", **fault)
    holidays = client(url)
    assert CHRISTMAS in holidays.days()
    assert CHRISTMAS in holidays.anywhere()
    assert len(standins.received("bank_holidays")) == 1, "it is left alone for a while"


def test_the_last_answer_is_kept_and_gov_uk_is_asked_again_later(standins, url):
    now = [0.0]
    holidays = client(url, lambda: now[0])
    standins.load("bank_holidays", WORLD)
    assert holidays.days() == {STAFF_DAY}
    standins.misbehave("bank_holidays", status=503)
    now[0] += FRESH_SECONDS
    assert holidays.days() == {STAFF_DAY}, "the last answer, not the older copy"
    standins.behave("bank_holidays")
    standins.load("bank_holidays", {"divisions": {HERE: [{"date": "2026-12-30", "title": "X"}]}})
    now[0] += AGAIN_SECONDS
    assert holidays.days() == {date(2026, 12, 30)}


def test_nobody_there_is_unavailable_and_the_copy_answers():
    holidays = client(nobody_there())
    with pytest.raises(Unavailable):
        holidays.fetch()
    assert CHRISTMAS in holidays.days()


def test_a_nation_gov_uk_does_not_know_is_unreadable(url):
    with pytest.raises(Unreadable):
        client(url, division="cornwall").fetch()


def test_the_copy_has_every_nation_and_says_how_far_it_goes():
    known = last_known()
    assert set(known.divisions) == {HERE, "scotland", "northern-ireland"}
    assert known.known_until(HERE) == date(2028, 12, 31)
    assert all(len(days) >= 8 * 4 for days in known.divisions.values())


@pytest.mark.parametrize(
    "answer",
    [
        {HERE: {"division": HERE}},
        {HERE: {"division": HERE, "events": []}},
        {HERE: {"division": HERE, "events": [{"title": "Christmas Day"}]}},
        {HERE: {"division": HERE, "events": [{"date": "25/12/2026"}]}},
        {HERE: {"division": HERE, "events": [None]}},
        {HERE: {"division": "scotland", "events": [{"date": "2026-12-25"}]}},
        {HERE: []},
    ],
)
def test_answers_that_break_the_contract_are_unreadable(answer):
    with pytest.raises(Unreadable):
        from_answer(answer)


def test_the_published_file_is_read_and_the_copy_agrees_with_it():
    published = from_answer(example("bank-holidays/wire.bank-holidays.en.json"))
    for division, days in last_known().divisions.items():
        assert days == {day for day in published.of(division) if day.year >= 2025}
