"""Counts the days the council works, for every promise that is made in working days or months.

Days are days in Europe/London. `closed` is the set of days that are no working days although they
fall on Monday to Friday: bank holidays, and the days the council itself shuts.
"""

from calendar import monthrange
from collections.abc import Set
from datetime import date, datetime, timedelta

from integrations.bank_holidays.client import BankHolidays
from integrations.clock import LOCAL
from integrations.council import Council

SATURDAY = 5


def closed_days(council: Council, holidays: BankHolidays) -> frozenset[date]:
    """The council's own: its nation's bank holidays and the days it shuts besides."""
    return holidays.days() | frozenset(council.bank_holidays.also_closed)


def local_day(instant: datetime) -> date:
    """The day it is in the council's own streets at an instant."""
    return instant.astimezone(LOCAL).date()


def is_working_day(day: date, closed: Set[date]) -> bool:
    return day.weekday() < SATURDAY and day not in closed


def this_or_next_working_day(day: date, closed: Set[date]) -> date:
    while not is_working_day(day, closed):
        day += timedelta(days=1)
    return day


def next_working_day(day: date, closed: Set[date]) -> date:
    return this_or_next_working_day(day + timedelta(days=1), closed)


def add_working_days(day: date, number: int, closed: Set[date]) -> date:
    """The first day counted is the working day after `day`. None added: `day`, or the next one."""
    if number < 0:
        raise ValueError(f"{number} working days is not a promise")
    found = this_or_next_working_day(day, closed) if number == 0 else day
    for _ in range(number):
        found = next_working_day(found, closed)
    return found


def working_days_between(start: date, end: date, closed: Set[date]) -> int:
    """How many working days have begun after `start`, up to and with `end`."""
    span = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), closed) for n in range(1, span + 1))


def add_calendar_months(day: date, number: int, closed: Set[date]) -> date:
    """The same day of a later month, or that month's last; a day off moves it to the next working
    day (how the ICO counts the month of an access request)."""
    years, month = divmod(day.month - 1 + number, 12)
    year, month = day.year + years, month + 1
    same = date(year, month, min(day.day, monthrange(year, month)[1]))
    return this_or_next_working_day(same, closed)
