"""Asking when bins are emptied, over HTTP, in the seed world."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from integrations.client import ApiClient, Budget
from integrations.collections.client import Collections, refusal
from integrations.collections.contract import Collection, crew_notes, from_answer, incidents
from integrations.errors import Refused, Unavailable, Unreadable
from tests.integrations.examples import example
from tests.integrations.failures import each_fault, fails, nobody_there

HEATON_LANE, FLAT, BLOCK, PARK = "990000000007", "990000000066", "990000000064", "990000000091"
BLACK, BLUE = "Refuse Collection", "Paper and Card"
BROWN, GREEN = "Glass, Cans and Plastic", "Food and Garden"


def client(url):
    return Collections(ApiClient("collections", url, Budget.IN_TURN, refusal=refusal))


@pytest.fixture
def collections(standins):
    return client(standins.url("collections"))


def days(found, service):
    return [each.date for each in found if each.service == service]


def test_four_bins_have_their_own_rhythm(collections):
    found = collections.schedule(HEATON_LANE, date(2026, 2, 1), date(2026, 3, 28))
    apart = {
        service: {(later - day).days for day, later in pairwise(dates)}
        for service in (BLACK, BLUE, BROWN, GREEN)
        if (dates := days(found, service))
    }
    assert apart == {BLACK: {14}, BLUE: {28}, BROWN: {14}, GREEN: {7}}


def test_the_soonest_comes_first_and_both_ends_count(collections):
    found = collections.schedule(HEATON_LANE, date(2026, 1, 5), date(2026, 1, 12))
    assert found[0].date == date(2026, 1, 5)
    assert found[-1].date == date(2026, 1, 12)
    assert [each.date for each in found] == sorted(each.date for each in found)


@pytest.mark.parametrize("today", [date(2025, 6, 1), date(2026, 11, 22), date(2031, 1, 1)])
def test_whatever_the_day_a_year_around_it_is_covered(collections, today):
    found = collections.schedule(HEATON_LANE, today, today.replace(year=today.year + 1))
    assert len(days(found, GREEN)) >= 52
    assert len(days(found, BLUE)) >= 13


def test_areas_have_their_own_days(collections):
    weekdays = {
        collections.schedule(uprn, date(2026, 2, 1), date(2026, 2, 28))[0].date.weekday()
        for uprn in ("990000000007", "990000000044", "990000000152", "990000000101", "990000000213")
    }
    assert weekdays == {0, 1, 2, 3, 4}


def test_a_published_change_moves_the_day(collections):
    found = collections.schedule("990000000213", date(2026, 12, 20), date(2027, 1, 5))
    assert date(2026, 12, 25) not in {each.date for each in found}
    assert date(2026, 12, 27) in days(found, GREEN)


def test_a_published_change_may_take_a_collection_away(collections):
    found = collections.schedule("990000000213", date(2026, 12, 30), date(2027, 1, 6))
    assert days(found, GREEN) == []
    assert {each.date for each in found} == {date(2027, 1, 2)}, "the others move a day"


@pytest.mark.parametrize("uprn", ["100000000000", PARK, FLAT])
def test_no_collections_is_an_empty_answer(collections, uprn):
    assert collections.schedule(uprn, date(2026, 1, 1), date(2026, 12, 31)) == ()


def test_shared_bins_belong_to_the_building(collections):
    found = collections.schedule(BLOCK, date(2026, 2, 1), date(2026, 2, 28))
    assert {each.service for each in found} == {BLACK, BROWN}


def test_the_days_are_sent_as_the_service_wants_them(standins, collections):
    collections.schedule(HEATON_LANE, date(2026, 1, 5), date(2026, 2, 3))
    asked = standins.received("collections")[-1]
    assert asked["query"] == {"Uprn": [HEATON_LANE], "From": ["05/01/2026"], "To": ["03/02/2026"]}


def test_a_uprn_that_is_no_number_is_refused_and_the_reason_names_it(collections):
    with pytest.raises(Refused, match="Uprn"):
        collections.schedule("my house", date(2026, 1, 1), date(2026, 2, 1))


@each_fault
def test_each_failure_has_its_error(standins, fault, error):
    asked = (HEATON_LANE, date(2026, 1, 1), date(2026, 2, 1))
    fails(standins, "collections", lambda url: client(url).schedule(*asked), fault, error)


def test_nobody_there_is_unavailable_and_nothing_was_sent():
    with pytest.raises(Unavailable) as caught:
        client(nobody_there()).schedule(HEATON_LANE, date(2026, 1, 1), date(2026, 2, 1))
    assert not caught.value.sent


def test_another_service_at_this_address_is_not_taken_for_no_collections(standins):
    with pytest.raises(Unreadable):
        client(standins.url("postcodes")).schedule("1", date(2026, 1, 1), date(2026, 2, 1))


ROW = {"Service": BLACK, "Round": "BLK01", "Schedule": "MonFort1", "Day": "Monday",
       "Date": "2026-01-05T00:00:00"}  # fmt: skip


@pytest.mark.parametrize("date_text", ["2026-01-05T00:00:00", "2026-01-05", "2026-01-05T00:00:00Z"])
def test_both_letter_cases_and_all_iso_dates_are_read(date_text):
    row = {**ROW, "Date": date_text}
    lower = {name[0].lower() + name[1:]: value for name, value in row.items()}
    expected = (Collection(BLACK, "BLK01", date(2026, 1, 5)),)
    assert from_answer({"Collections": [row]}) == expected
    assert from_answer({"collections": [lower]}) == expected


def test_the_same_collection_twice_is_one():
    assert len(from_answer({"Collections": [ROW, dict(ROW)]})) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"Collections": None},
        {"Collections": {}},
        {"Collections": [None]},
        {"Collections": [{**ROW, "Date": None}]},
        {"Collections": [{**ROW, "Date": "soon"}]},
        {"Collections": [{**ROW, "Date": 20260105}]},
        {"Collections": [{**ROW, "Service": None}]},
        {"Bins": []},
    ],
)
def test_answers_that_break_the_contract_are_unreadable(answer):
    with pytest.raises(Unreadable):
        from_answer(answer)


def test_the_recorded_answer_is_read():
    found = from_answer(example("stockport-shapes/whitespace.collections.json"))
    assert [(each.service, each.date) for each in found] == [
        (BLACK, date(2026, 1, 5)),
        (BLUE, date(2026, 1, 12)),
    ]


def test_what_the_crew_wrote_is_told_the_latest_first(standins, collections):
    seed = standins.ask("GET", "/_standin/collections/seed")[1]
    logs = [{"date": f"2026-01-05T0{hour}:00", "uprn": HEATON_LANE, "reason": f"At {hour}"}
            for hour in (7, 9, 8)]  # fmt: skip
    broken = {"round": "BLK01", "service": BLACK, "date": "2026-01-05", "notes": "Breakdown"}
    standins.load("collections", {**seed, "crew_logs": logs, "round_incidents": [broken]})
    found = collections.crew_notes(HEATON_LANE, "", date(2026, 1, 5), date(2026, 1, 6))
    assert [each.reason for each in found] == ["At 9", "At 8", "At 7"]
    assert found[0].at == datetime(2026, 1, 5, 9)
    (one,) = collections.incidents(HEATON_LANE)
    assert (one.service, one.date, one.notes) == (BLACK, date(2026, 1, 5), "Breakdown")
    standins.reset()


@each_fault
def test_each_failure_to_tell_of_a_round_has_its_error(standins, fault, error):
    days_ = (date(2026, 1, 1), date(2026, 2, 1))
    ask = {
        "notes": lambda url: client(url).crew_notes(HEATON_LANE, "", *days_),
        "incidents": lambda url: client(url).incidents(HEATON_LANE),
    }
    for one in ask.values():
        fails(standins, "collections", one, fault, error)


@pytest.mark.parametrize("row", [None, {}, {"LogDate": "soon", "Reason": "No"},
                                 {"LogDate": "2026-01-05", "Reason": " "},
                                 {"LogDate": None, "Reason": "No"}])  # fmt: skip
def test_notes_that_break_the_contract_are_unreadable(row):
    with pytest.raises(Unreadable):
        crew_notes({"InCabLogs": [row]})


@pytest.mark.parametrize("answer", [{}, {"RoundIncidents": None}, {"RoundIncidents": [None]},
                                    {"RoundIncidents": [{"RoundIncidentDate": 5}]}])  # fmt: skip
def test_incidents_that_break_the_contract_are_unreadable(answer):
    with pytest.raises(Unreadable):
        incidents(answer)


def test_the_recorded_notes_and_incidents_are_read():
    (note,) = crew_notes(example("stockport-shapes/whitespace.in-cab-logs.json"))
    assert (note.reason, note.round, note.uprn) == ("Not presented", "BLK12", "990000000001")
    (one,) = incidents(example("stockport-shapes/whitespace.round-incidents.json"))
    assert (one.round, one.date) == ("BLK12", date(2026, 1, 5))
