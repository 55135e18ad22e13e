"""Opening times: one table of what is open and when it opens next (checks 28), and targets that
stand still while it is closed (check 29)."""

from datetime import UTC, datetime, time

import pytest

from actions import hours
from actions.hours import Closed, Opening
from actions.teams import words
from integrations import council as council_file
from integrations.bank_holidays.client import last_known
from integrations.clock import LOCAL

LUNCH = ((time(9), time(12, 30)), (time(13, 30), time(17)))
LATE = ((time(22), time()),)
EARLY = ((time(), time(6)),)
WEEK = {
    "monday": LUNCH, "tuesday": LUNCH, "wednesday": LUNCH, "thursday": LUNCH, "friday": LUNCH,
    "saturday": ((time(10), time(12)),), "sunday": (),
}  # fmt: skip
NIGHTS = {**dict.fromkeys(WEEK, (*EARLY, *LATE)), "wednesday": ()}
EVERY_HOUR = dict.fromkeys(WEEK, ((time(), time()),))
OPEN = None


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


def opening(nation: str = "england-and-wales", week: object = WEEK, *shut: Closed) -> Opening:
    return Opening(week, last_known().of(nation), shut)  # type: ignore[arg-type]


ENGLAND = opening()
SCOTLAND = opening("scotland")
NIGHT = opening(week=NIGHTS)
FLOOD = Closed(at("2026-11-24 11:00"), at("2026-11-24 15:00"))
SNOW = Closed(at("2026-11-24 11:00"), at("2026-11-26 08:00"))
SHUT, SNOWED = opening("scotland", WEEK, FLOOD), opening("scotland", WEEK, SNOW)
TWICE = opening("scotland", WEEK, FLOOD, Closed(at("2026-11-24 14:00"), at("2026-11-24 16:30")))

TABLE = [
    (ENGLAND, "2026-11-23 09:00", OPEN),
    (ENGLAND, "2026-11-23 08:59", "2026-11-23 09:00"),
    (ENGLAND, "2026-11-23 12:29", OPEN),
    (ENGLAND, "2026-11-23 12:30", "2026-11-23 13:30"),
    (ENGLAND, "2026-11-23 13:29", "2026-11-23 13:30"),
    (ENGLAND, "2026-11-23 16:59", OPEN),
    (ENGLAND, "2026-11-23 17:00", "2026-11-24 09:00"),
    (ENGLAND, "2026-11-27 17:00", "2026-11-28 10:00"),
    (ENGLAND, "2026-11-28 11:00", OPEN),
    (ENGLAND, "2026-11-28 12:00", "2026-11-30 09:00"),
    (ENGLAND, "2026-11-29 12:00", "2026-11-30 09:00"),
    # Christmas 2026: Boxing Day is a Saturday, so the Monday is a holiday too.
    (ENGLAND, "2026-12-24 16:59", OPEN),
    (ENGLAND, "2026-12-24 17:00", "2026-12-26 10:00"),
    (ENGLAND, "2026-12-25 10:00", "2026-12-26 10:00"),
    (ENGLAND, "2026-12-26 12:00", "2026-12-29 09:00"),
    (ENGLAND, "2026-12-28 10:00", "2026-12-29 09:00"),
    (ENGLAND, "2027-01-01 10:00", "2027-01-02 10:00"),
    (SCOTLAND, "2027-01-01 10:00", "2027-01-02 10:00"),
    (ENGLAND, "2027-01-04 10:00", OPEN),
    (SCOTLAND, "2027-01-04 10:00", "2027-01-05 09:00"),
    (ENGLAND, "2027-03-26 10:00", "2027-03-27 10:00"),
    (ENGLAND, "2027-03-29 10:00", "2027-03-30 09:00"),
    (SCOTLAND, "2027-03-29 10:00", OPEN),
    (ENGLAND, "2027-08-02 10:00", OPEN),
    (SCOTLAND, "2027-08-02 10:00", "2027-08-03 09:00"),
    (SCOTLAND, "2027-08-30 10:00", OPEN),
    (ENGLAND, "2027-08-30 10:00", "2027-08-31 09:00"),
    (ENGLAND, "2026-11-30 10:00", OPEN),
    (SCOTLAND, "2027-11-30 10:00", "2027-12-01 09:00"),
    # Clocks go forward on 28 March 2027 at 01:00 and back on 25 October 2026 at 02:00.
    (ENGLAND, "2027-03-27 12:00", "2027-03-30 09:00"),
    (NIGHT, "2027-03-27 23:00", OPEN),
    (NIGHT, "2027-03-28 00:30", OPEN),
    (NIGHT, "2027-03-28 05:59", OPEN),
    (NIGHT, "2026-10-25 05:59", OPEN),
    (NIGHT, "2026-10-25 06:00", "2026-10-25 22:00"),
    (NIGHT, "2026-11-24 23:59", OPEN),
    (NIGHT, "2026-11-25 00:00", "2026-11-26 00:00"),
    # Closed out of turn.
    (SHUT, "2026-11-24 10:59", OPEN),
    (SHUT, "2026-11-24 11:00", "2026-11-24 15:00"),
    (SHUT, "2026-11-24 15:00", OPEN),
    (SNOWED, "2026-11-24 12:00", "2026-11-26 09:00"),
    (TWICE, "2026-11-24 11:30", "2026-11-24 16:30"),
]


@pytest.mark.parametrize(("given", "now", "opens"), TABLE)
def test_it_is_open_when_it_should_be_and_opens_next_when_it_should(
    given: Opening, now: str, opens: str | None
) -> None:
    found = hours.next_open(given, at(now))
    assert hours.is_open(given, at(now)) is (opens is OPEN)
    assert found == at(opens or now)


def test_the_table_is_not_short() -> None:
    assert len(TABLE) >= 40


@pytest.mark.parametrize(
    ("given", "since", "minutes", "due"),
    [
        (ENGLAND, "2026-11-23 16:55", 15, "2026-11-24 09:10"),
        (ENGLAND, "2026-11-23 12:25", 15, "2026-11-23 13:40"),
        (ENGLAND, "2026-11-23 10:00", 15, "2026-11-23 10:15"),
        (ENGLAND, "2026-11-23 16:45", 15, "2026-11-23 17:00"),
        (ENGLAND, "2026-11-23 20:00", 15, "2026-11-24 09:15"),
        (ENGLAND, "2026-12-24 16:55", 15, "2026-12-26 10:10"),
        (ENGLAND, "2026-11-28 11:55", 120, "2026-11-30 10:55"),
        (SHUT, "2026-11-24 10:55", 15, "2026-11-24 15:10"),
        (NIGHT, "2027-03-28 00:30", 60, "2027-03-28 02:30"),
        (NIGHT, "2026-10-25 00:30", 120, "2026-10-25 01:30:00+00:00"),
    ],
)
def test_a_target_stands_still_while_it_is_closed(
    given: Opening, since: str, minutes: int, due: str
) -> None:
    wanted = datetime.fromisoformat(due) if "+" in due else at(due).astimezone(UTC)
    assert hours.due(given, at(since), minutes * 60) == wanted


@pytest.mark.parametrize(
    ("since", "until", "minutes"),
    [
        ("2026-11-23 16:55", "2026-11-24 09:10", 15),
        ("2026-11-23 12:00", "2026-11-23 14:00", 60),
        ("2026-11-23 18:00", "2026-11-23 19:00", 0),
        ("2026-11-23 10:00", "2026-11-23 09:00", 0),
    ],
)
def test_only_opening_time_is_counted(since: str, until: str, minutes: int) -> None:
    assert hours.open_seconds(ENGLAND, at(since), at(until)) == minutes * 60


def test_a_day_of_twenty_three_hours_counts_as_long_as_it_is() -> None:
    always = opening(week=EVERY_HOUR)
    assert hours.open_seconds(always, at("2027-03-28 00:00"), at("2027-03-29 00:00")) == 23 * 3600
    assert hours.open_seconds(always, at("2026-10-25 00:00"), at("2026-10-26 00:00")) == 25 * 3600


def test_a_team_that_never_opens_has_no_next_opening() -> None:
    never = Opening(dict.fromkeys(WEEK, ()))
    assert hours.next_open(never, at("2026-11-23 09:00")) is None
    assert hours.due(never, at("2026-11-23 09:00"), 60) is None


def test_a_team_has_its_own_hours_and_the_others_have_the_contact_centres() -> None:
    council = council_file.load()
    holidays = last_known().of("england-and-wales")
    shut = [Closed(at("2026-11-23 10:00"), at("2026-11-23 12:00"), "waste")]
    taxes = hours.of_team(council, "council_tax_recovery", holidays, shut)
    waste = hours.of_team(council, "waste", holidays, shut)
    highways = hours.of_team(council, "highways", holidays, shut)
    assert not hours.is_open(taxes, at("2026-11-23 13:00"))
    assert hours.is_open(highways, at("2026-11-23 13:00"))
    assert not hours.is_open(waste, at("2026-11-23 11:00"))
    assert hours.is_open(highways, at("2026-11-23 11:00"))


def test_an_opening_a_week_away_is_told_with_its_date() -> None:
    now = datetime(2026, 12, 24, 18, tzinfo=UTC)
    assert hours.said(at("2026-12-29 08:30"), now) == "Tuesday at 08:30"
    assert hours.said(at("2026-12-31 08:30"), now) == "Thursday 31 December at 08:30"


def test_opening_hours_are_told_with_days_alike_together():
    day = ((time(8, 30), time(12, 30)), (time(13, 30), time(17, 0)))
    week = {"monday": day, "tuesday": day, "friday": day}
    said = "8.30am to 12.30pm and 1.30pm to 5pm"
    told = hours.in_words(week, words()["hours"])
    assert told == f"Monday to Tuesday {said}, Friday {said}"
