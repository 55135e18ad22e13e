"""Counting working days: around Christmas, clock changes, leap days and the ends of months."""

from datetime import UTC, date, datetime

import pytest

from actions.working_days import (
    add_calendar_months,
    add_working_days,
    closed_days,
    is_working_day,
    local_day,
    next_working_day,
    this_or_next_working_day,
    working_days_between,
)
from integrations import council as council_file
from integrations.bank_holidays.client import BankHolidays, last_known
from integrations.client import ApiClient, Budget

CLOSED = last_known().of("england-and-wales")


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        ("2026-11-23", 5, "2026-11-30"),  # a Monday; St Andrew's Day is not England's
        ("2026-11-20", 1, "2026-11-23"),  # Friday to Monday
        ("2026-11-21", 1, "2026-11-23"),  # from a Saturday, Monday is the first day
        ("2026-11-22", 0, "2026-11-23"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-24", 1, "2026-12-29"),  # Friday off, weekend, Boxing Day's Monday off
        ("2026-12-24", 5, "2027-01-05"),
        ("2026-12-25", 1, "2026-12-29"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2027-12-24", 1, "2027-12-29"),  # Monday and Tuesday off for a weekend's holidays
        ("2027-12-31", 1, "2028-01-04"),
        ("2026-04-02", 1, "2026-04-07"),  # Easter
        ("2026-03-27", 1, "2026-03-30"),  # clocks go forward that Sunday
        ("2026-10-23", 1, "2026-10-26"),  # clocks go back that Sunday
        ("2028-02-28", 1, "2028-02-29"),  # Leap Day is a Tuesday
        ("2028-02-29", 1, "2028-03-01"),
        ("2027-02-26", 1, "2027-03-01"),  # no Leap Day
        ("2026-11-23", 20, "2026-12-21"),
        ("2026-12-01", 20, "2026-12-31"),
    ],
)
def test_a_promise_in_working_days_is_a_date(start, number, due):
    assert add_working_days(day(start), number, CLOSED) == day(due)


@pytest.mark.parametrize("number", [1, 5, 10, 20, 250])
@pytest.mark.parametrize("start", ["2025-12-20", "2026-03-28", "2026-12-24", "2028-02-28"])
def test_counting_there_and_back_agrees(start, number):
    due = add_working_days(day(start), number, CLOSED)
    assert is_working_day(due, CLOSED)
    assert working_days_between(day(start), due, CLOSED) == number


def test_a_promise_cannot_lie_in_the_past():
    with pytest.raises(ValueError, match="-1"):
        add_working_days(day("2026-11-23"), -1, CLOSED)
    assert working_days_between(day("2026-11-23"), day("2026-11-20"), CLOSED) == 0


@pytest.mark.parametrize(
    ("instant", "there"),
    [
        ("2026-01-05T23:59:00", "2026-01-05"),
        ("2026-06-30T22:59:00", "2026-06-30"),
        ("2026-06-30T23:00:00", "2026-07-01"),  # summer time: past midnight
        ("2026-03-29T00:59:59", "2026-03-29"),
        ("2026-10-24T23:30:00", "2026-10-25"),  # the last night of summer time
        ("2026-10-25T23:30:00", "2026-10-25"),
        ("2028-02-29T12:00:00", "2028-02-29"),
    ],
)
def test_the_day_is_the_day_in_london(instant, there):
    assert local_day(datetime.fromisoformat(instant).replace(tzinfo=UTC)) == day(there)


@pytest.mark.parametrize(
    ("start", "number", "due"),
    [
        ("2026-11-23", 1, "2026-12-23"),
        ("2026-11-25", 1, "2026-12-29"),  # Christmas Day moves to the next working day
        ("2026-01-31", 1, "2026-03-02"),  # 28 February is a Saturday
        ("2028-01-31", 1, "2028-02-29"),  # Leap Day
        ("2027-08-31", 1, "2027-09-30"),
        ("2026-12-15", 1, "2027-01-15"),  # over the turn of the year
        ("2026-12-15", 3, "2027-03-15"),
        ("2026-09-30", 3, "2026-12-30"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_next_working_day(start, number, due):
    assert add_calendar_months(day(start), number, CLOSED) == day(due)


def test_the_next_working_day_is_never_today():
    monday = day("2026-11-23")
    assert next_working_day(monday, CLOSED) == day("2026-11-24")
    assert this_or_next_working_day(monday, CLOSED) == monday


def test_the_councils_own_closing_days_are_no_working_days(tmp_path):
    path = tmp_path / "council.yml"
    text = council_file.FILE.read_text(encoding="utf-8")
    path.write_text(
        text.replace("also_closed: []", "also_closed: [2026-12-29, 2026-12-30]"), encoding="utf-8"
    )
    api = ApiClient("bank_holidays", "http://127.0.0.1:9", Budget.IN_TURN)
    council = council_file.load(path)
    closed = closed_days(council, BankHolidays(api, council.bank_holidays.division))
    assert add_working_days(day("2026-12-24"), 1, closed) == day("2026-12-31")
