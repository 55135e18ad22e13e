"""Promises the bank holiday file keeps: ours, or the one BANK_HOLIDAYS_URL leads to."""

import os
from datetime import date

import pytest

from integrations.bank_holidays.client import BankHolidays
from integrations.client import ApiClient, Budget


@pytest.fixture
def holidays(standins):
    url = os.environ.get("BANK_HOLIDAYS_URL") or standins.url("bank_holidays")
    return BankHolidays(ApiClient("bank_holidays", url, Budget.WORKER), "england-and-wales")


def test_this_year_and_the_next_have_eight_days_or_more(holidays):
    days = holidays.fetch().of("england-and-wales")
    for year in (date.today().year, date.today().year + 1):
        assert len([day for day in days if day.year == year]) >= 8


def test_none_of_them_is_at_a_weekend(holidays):
    assert not [day for day in holidays.fetch().anywhere() if day.weekday() > 4]


def test_the_three_nations_are_there(holidays):
    found = holidays.fetch().divisions
    assert {"england-and-wales", "scotland", "northern-ireland"} <= set(found)
