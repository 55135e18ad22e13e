"""Which services fit, and when they are open, in the seed world of the stand-in."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from actions.find_help import opening, service
from actions.find_help.cards import card, cards, hour
from actions.find_help.service import Filters
from integrations.clock import LOCAL, Clock
from integrations.open_referral import wire, world
from integrations.open_referral.contract import Opening, Service
from integrations.open_referral.reading import service as read
from integrations.open_referral.standin import OpenReferralStandIn

HOLIDAYS = {date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 12, 25),
            date(2026, 12, 28)}  # fmt: skip
EDGELEY = (53.4010, -2.1690)
EVERYTHING = [read(wire.service_v3(one), 3)
              for one in world.load(OpenReferralStandIn(Clock()).seed()).entries]  # fmt: skip
NEEDS = tuple(service.data("needs")["needs"])


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=LOCAL)


MONDAY = at("2026-11-23T10:30")


def names(need, now=MONDAY, place=EDGELEY, filters=None):
    found = service.fitting(EVERYTHING, need, place, filters or Filters(), now, HOLIDAYS)
    return [one.service.name for one in found]


def opens(days, start="10:00", end="12:00", **more):
    return Service(id="a", name="A", organization="O", status="active",
                   openings=(Opening(days=days, opens=start, closes=end, **more),))  # fmt: skip


@pytest.mark.parametrize("need", NEEDS)
@pytest.mark.parametrize("place", [EDGELEY, None])
def test_every_need_has_services_whose_opening_is_known(need, place):
    found = service.fitting(EVERYTHING, need, place, Filters(), MONDAY, HOLIDAYS)
    shown = service.first_of(found, ())
    assert len(shown) == 3
    assert all(opening.known(one.service) for one in shown)
    assert any(service.from_home(one.service) for one in shown)
    assert cards(shown, MONDAY).count("Last checked") == 3


@pytest.mark.parametrize("now", ["2026-11-22T09:00", "2026-12-25T09:00", "2026-12-28T09:00"])
def test_food_today_has_something_usable_on_a_sunday_and_on_christmas_day(now):
    found = service.fitting(EVERYTHING, "food_help", None, Filters(today=True), at(now), HOLIDAYS)
    assert found
    for one in found:
        assert one.opens.date() == at(now).date()
        assert one.service.entry not in ("voucher", "referral", "membership")


def test_paused_stale_closed_and_young_only_services_are_not_told():
    told = {name for need in NEEDS for name in names(need)}
    assert not told & {"Offerton Parcel Point", "Old Debt Shop", "Young Minds Space"}
    assert "Fix the Draught" not in told, "nobody has checked it for years"
    young = names("mental_wellbeing", filters=Filters(young=True))
    assert "Young Minds Space" in young


def test_what_needs_a_voucher_comes_after_what_does_not():
    told = names("food_help")
    assert told.index("Hatters Community Larder") < told.index("Viaduct Foodbank Edgeley")


@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        (Filters(language="Polish"), lambda one: "Polish" in one.service.languages),
        (Filters(phone=True), lambda one: service.from_home(one.service)),
        (Filters(now=True), lambda one: one.until is not None),
    ],
)
@pytest.mark.parametrize("need", ["food_help", "money_worries", "mental_wellbeing"])
def test_what_is_asked_for_is_kept_to(need, filters, holds):
    found = service.fitting(EVERYTHING, need, EDGELEY, filters, at("2026-11-24T18:30"), HOLIDAYS)
    assert found
    assert all(holds(one) for one in found)


def test_nearer_is_by_distance_alone():
    found = service.fitting(
        EVERYTHING, "food_help", EDGELEY, Filters(nearer=True), MONDAY, HOLIDAYS
    )
    far = [one.metres for one in found if one.metres is not None]
    assert far == sorted(far)


def test_special_services_wait_until_they_are_named():
    assert "Grief Friends" not in names("mental_wellbeing")
    named = service.first_filters("my wife died and I can't cope", "mental_wellbeing")
    assert names("mental_wellbeing", filters=named)[0] == "Grief Friends"


@pytest.mark.parametrize(
    ("days", "more", "now", "expected"),
    [
        (("MO",), {}, "2026-11-23T09:00", "2026-11-23T10:00"),
        (("MO",), {}, "2026-11-23T11:59", "2026-11-23T11:59"),
        (("MO",), {}, "2026-11-23T12:00", "2026-11-30T10:00"),
        (("1TU",), {}, "2026-11-23T09:00", "2026-12-01T10:00"),
        (("-1FR",), {}, "2026-11-23T09:00", "2026-11-27T10:00"),
        (("MO",), {"interval": 2, "starts": "2026-11-16"}, "2026-11-23T09:00", "2026-11-30T10:00"),
        (("MO",), {"interval": 2}, "2026-11-23T09:00", None),
        (("MO",), {"valid_to": "2026-11-01"}, "2026-11-23T09:00", None),
        (("FR",), {}, "2026-12-25T09:00", "2027-01-01T10:00"),
        (("MO",), {}, "2026-12-28T09:00", "2027-01-04T10:00"),
    ],
)
def test_when_it_opens_next(days, more, now, expected):
    found = opening.next_open(opens(days, **more), at(now), HOLIDAYS)
    assert found == (at(expected) if expected else None)


def test_night_hours_go_past_midnight_and_the_clock_change_keeps_local_time():
    night = opens(("FR",), "22:00", "02:00")
    assert opening.open_until(night, at("2026-11-28T01:00"), HOLIDAYS) == at("2026-11-28T02:00")
    sunday = opens(("SU",), "12:30", "15:00")
    found = opening.next_open(sunday, at("2026-10-25T00:30"), HOLIDAYS)
    assert (found.hour, found.minute, found.utcoffset()) == (12, 30, timedelta(0))


def test_what_is_open_day_and_night_is_open_on_christmas_day():
    line = next(one for one in EVERYTHING if one.name == "Night Listening Line")
    assert opening.open_until(line, at("2026-12-25T03:00"), HOLIDAYS)
    assert opening.always(line)


def test_what_comes_first_is_said_first_and_old_checks_are_marked():
    found = service.fitting(EVERYTHING, "food_help", EDGELEY, Filters(), MONDAY, HOLIDAYS)
    voucher = next(one for one in found if one.service.entry == "voucher")
    text = card(1, voucher, MONDAY)
    assert text.index("First: Ask an advice service") < text.index("miles away")
    old = replace(voucher, service=replace(voucher.service, assured="2025-09-01", how=""))
    assert "That was long ago" in card(1, old, MONDAY)
    assert "you need a voucher" in card(1, old, MONDAY)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("any others?", "more"),
        ("is there one nearer", "nearer"),
        ("which is open now", "now"),
        ("I can't get out", "phone"),
        ("no thanks", "done"),
        ("thats great thank you", "done"),
        ("hmm", None),
    ],
)
def test_follow_ups_are_read_in_many_words(text, wish):
    assert service.asked(text) == wish


def test_hours_are_told_as_people_say_them():
    assert [hour(at(f"2026-11-23T{one}")) for one in ("09:00", "12:30", "00:00")] == [
        "9am",
        "12.30pm",
        "12am",
    ]
