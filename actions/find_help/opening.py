"""When a service is open, in council time.

On a bank holiday and on Christmas Day only what is dated for that day, or open day and night,
counts: a weekly rule does not say that it goes on.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from integrations.open_referral.contract import Opening, Service

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
CHRISTMAS = (12, 25)
AHEAD = 35
ALL_DAY = ("00:00", ("24:00", "23:59", "00:00"))
Interval = tuple[datetime, datetime]


def known(service: Service) -> bool:
    """Whether any opening of it can be told."""
    return any(one.opens and one.closes for one in service.openings)


def always(service: Service) -> bool:
    """Whether it is open day and night."""
    return any(_all_day(one) and set(one.days) >= set(DAYS) for one in service.openings)


def open_until(service: Service, now: datetime, holidays: Collection[date]) -> datetime | None:
    """When it shuts, if it is open now."""
    ends = [end for start, end in _around(service, now, holidays, 1) if start <= now < end]
    return max(ends) if ends else None


def next_open(service: Service, now: datetime, holidays: Collection[date]) -> datetime | None:
    """When it opens next, within five weeks; now, when it is open."""
    if open_until(service, now, holidays):
        return now
    starts = [start for start, _ in _around(service, now, holidays, AHEAD) if start > now]
    return min(starts) if starts else None


def _around(
    service: Service, now: datetime, holidays: Collection[date], ahead: int
) -> Iterator[Interval]:
    for back in range(-1, ahead + 1):
        day = now.date() + timedelta(days=back)
        for one in service.openings:
            if one.opens and one.closes and _on(one, day, holidays):
                yield _interval(one, day, now)


def _on(one: Opening, day: date, holidays: Collection[date]) -> bool:
    told = day.isoformat()
    if (one.valid_from and told < one.valid_from) or (one.valid_to and told > one.valid_to):
        return False
    dated = one.starts is not None and one.starts == one.valid_to
    if dated:
        return told == one.starts
    if (day in holidays or (day.month, day.day) == CHRISTMAS) and not _all_day(one):
        return False
    if one.month_days:
        return day.day in one.month_days
    if one.freq == "DAILY" and not one.days:
        return True
    if not any(_day_meant(rule, day) for rule in one.days):
        return False
    if one.interval > 1 and one.freq == "WEEKLY":
        if one.starts is None:
            return False  # every second week, and nothing says which
        first = date.fromisoformat(one.starts)
        weeks = (day - timedelta(days=day.weekday())) - (first - timedelta(days=first.weekday()))
        return weeks.days // 7 % one.interval == 0
    return True


def _day_meant(rule: str, day: date) -> bool:
    """ "TU", "1TU" (the first of the month), "-1FR" (the last)."""
    name, count = rule[-2:], rule[:-2]
    if DAYS[day.weekday()] != name:
        return False
    if not count:
        return True
    if count.startswith("-"):
        return (day + timedelta(days=7)).month != day.month and count == "-1"
    return count.lstrip("+") == str((day.day - 1) // 7 + 1)


def _interval(one: Opening, day: date, now: datetime) -> Interval:
    start = datetime.combine(day, _clock(one.opens), now.tzinfo)
    end = datetime.combine(day, _clock(one.closes), now.tzinfo)
    return start, end if end > start else end + timedelta(days=1)


def _clock(text: str) -> time:
    return time() if text.startswith("24") else time.fromisoformat(text)


def _all_day(one: Opening) -> bool:
    return one.opens == ALL_DAY[0] and one.closes in ALL_DAY[1]
