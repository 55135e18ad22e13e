"""Whether a bin was missed: the council's questions in their order, day by day."""

from datetime import date, datetime

import pytest

from actions.mentions import Heard, Mention
from actions.report import checking, rounds
from actions.report.draft import DONE, Draft
from actions.report.rounds import Known, judge, reasons
from integrations.clock import LOCAL
from integrations.collections.contract import Collection, CrewNote, Incident
from integrations.council import load

COUNCIL = load()
BLACK, GREEN = "Refuse Collection", "Food and Garden"
WEDNESDAY = date(2025, 12, 31)
NEW_YEAR = frozenset({date(2026, 1, 1)})
NOTES = {"not_out": ["not presented"], "done": ["street completed"]}


def collections(*days, service=BLACK, name="R1"):
    return [Collection(service, name, day) for day in days]


def wrote(reason, day=WEDNESDAY, name="R1"):
    return CrewNote(datetime.combine(day, datetime.min.time()), reason, name, "1")


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=LOCAL)


def judged(now, *, days=(WEDNESDAY,), notes=(), incidents=(), said="black", more=()):
    known = Known([*collections(*days), *more], notes, incidents, reasons(notes, NOTES))
    return judge(known, COUNCIL.bins, said, now, COUNCIL.missed_bins, NEW_YEAR)


@pytest.mark.parametrize(
    ("now", "what"),
    [
        (at(WEDNESDAY, 16), rounds.EARLY),
        (at(WEDNESDAY, 17), rounds.MISSED),
        (at(date(2026, 1, 1)), rounds.MISSED),
        (at(date(2026, 1, 5)), rounds.MISSED),  # the second working day: 1 January is none
        (at(date(2026, 1, 6)), rounds.LATE),
        (at(date(2025, 12, 30)), rounds.NOT_DUE),
    ],
)
def test_a_bin_counts_as_missed_from_the_evening_for_two_working_days(now, what):
    assert judged(now).what == what


def test_the_last_collection_counts_and_the_next_is_told():
    found = judged(at(date(2026, 1, 2)), days=(date(2025, 12, 17), WEDNESDAY, date(2026, 1, 14)))
    assert (found.bin, found.day, found.next) == (
        "black bin",
        "Wednesday 31 December",
        "Wednesday 14 January",
    )


def test_another_bin_s_collection_does_not_count():
    green = collections(date(2026, 1, 2), service=GREEN, name="R2")
    assert judged(at(date(2026, 1, 5)), days=(), more=green).what == rounds.UNKNOWN
    assert judged(at(date(2026, 1, 5)), days=(), more=green, said="green").what == rounds.MISSED


def test_no_bin_named_is_the_one_that_was_due_last():
    green = collections(date(2026, 1, 2), service=GREEN, name="R2")
    assert judged(at(date(2026, 1, 5)), said="", more=green).bin == "green bin"


def test_a_home_without_dates_of_its_own_is_not_known():
    assert judged(at(WEDNESDAY), days=()).what == rounds.UNKNOWN


@pytest.mark.parametrize("now", [at(WEDNESDAY, 10), at(date(2026, 1, 2)), at(date(2026, 1, 12))])
def test_what_the_crew_wrote_comes_before_the_hour_and_the_day(now):
    found = judged(now, notes=[wrote("Not presented")])
    assert (found.what, found.why, found.wrote) == (rounds.CREW, "not_out", "Not presented")


@pytest.mark.parametrize(
    "note",
    [wrote("Street completed"), wrote("Not presented", date(2025, 12, 17)),
     wrote("Not presented", name="R2")],
)  # fmt: skip
def test_a_note_of_something_else_does_not_count(note):
    assert judged(at(date(2026, 1, 2)), notes=[note]).what == rounds.MISSED


def test_a_reason_nobody_has_words_for_is_still_a_reason():
    found = judged(at(date(2026, 1, 2)), notes=[wrote("Swarm of bees")])
    assert (found.what, found.why) == (rounds.CREW, "")


@pytest.mark.parametrize(("name", "what"), [("R1", rounds.FAILED), ("R2", rounds.MISSED)])
def test_a_round_that_is_known_to_have_failed_is_no_home_s_report(name, what):
    incident = Incident(name, BLACK, WEDNESDAY, "Breakdown")
    assert judged(at(date(2026, 1, 2)), incidents=[incident]).what == what


@pytest.mark.parametrize(
    ("said", "intent", "noted"),
    [
        ("yes report it, it was out all night", "affirm", True),
        ("yes please", "affirm", False),
        ("yes report it all the same thank you", "affirm", False),
        ("they never came down our end at all", "inform", True),
    ],
)
def test_what_is_said_behind_a_yes_is_kept(said, intent, noted):
    draft = Draft(round=rounds.Round(rounds.CREW, "black bin").as_slot())
    taken = checking.chosen(draft, Heard(said, intent, Mention()))
    assert taken.choice == DONE
    assert taken.notes == ([said] if noted else None)
