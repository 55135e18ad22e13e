"""Danger and other owners are heard in free words, and not in words that only look like them."""

from dataclasses import replace
from pathlib import Path

import pytest

from actions.mentions import Heard, Mention
from actions.report import draft as drafts
from actions.report import exits
from actions.report.draft import DONE, Draft
from actions.report.kinds import load_kinds
from actions.report.phrasebook import phrasebook
from integrations import council as council_file

COUNCIL = council_file.load()
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("exits.tsv").read_text(encoding="utf-8").splitlines()
]


def report(kind: str) -> Draft:
    return drafts.begin(load_kinds()[kind], "task", said("something"), None, ())


def said(text: str, intent: str = "inform") -> Heard:
    return Heard(text, intent, Mention())


def nowhere(mention):
    raise AssertionError("no place was told")


@pytest.mark.parametrize(("kind", "wanted", "text"), CASES)
def test_what_is_said_is_heard_for_what_it_is(kind, wanted, text):
    met = exits.met(report(kind), text)
    assert (f"{met.what}:{met.rule.name}" if met else "-") == wanted


def test_every_stop_and_every_owner_is_met_in_some_kind():
    kinds = load_kinds().values()
    book = phrasebook()
    assert set(book.stops) == {name for kind in kinds for name in kind.stops}
    assert set(book.owners) == {name for kind in kinds for name in kind.owners}


def test_every_owner_has_a_number():
    for rule in phrasebook().owners.values():
        assert COUNCIL.contact_of(rule.facts["contact"]).phone, rule.name


def test_danger_is_told_once_in_a_report():
    draft = report("pothole")
    met = exits.met(draft, "a really dangerous hole")
    told = exits.told(draft, met)
    assert (told.pending, told.choice) == ({"what": "stop", "name": "deep_hole"}, None)
    assert exits.met(told, "it is really dangerous") is None
    assert exits.met(told, "it's on private land").what == exits.OWNER


def test_what_the_phone_alone_would_lose_goes_on():
    draft = report("needles")
    told = exits.told(draft, exits.met(draft, "needles by the swings"))
    assert (told.pending, told.choice) == (None, DONE)


@pytest.mark.parametrize(("is_open", "phone"), [(True, "contact"), (False, "highways_night")])
def test_the_number_is_the_one_of_the_hour(is_open, phone):
    met = exits.met(report("pothole"), "sinkhole")
    facts = exits.facts(met, "highways", COUNCIL, is_open)
    assert facts["phone"] == COUNCIL.contact_of(phone).phone


@pytest.mark.parametrize(
    ("text", "intent", "left"),
    [
        ("no", "deny", True),
        ("no thanks I'll ring them", "inform", True),
        ("ok will call now", "affirm", True),
        ("already rang them", "inform", True),
        ("no, I'll tell the landlord", "inform", True),
        ("no its the councils, log it", "deny", False),
        ("can't ring, please log it", "inform", False),
        ("yes please", "affirm", False),
        ("it has been there for two weeks", "inform", False),
    ],
)
def test_the_resident_says_whether_it_is_logged_as_well(text, intent, left):
    draft = report("pothole")
    waiting = exits.told(draft, exits.met(draft, "sinkhole"))
    after = exits.answered(replace(waiting, choice=None), said(text, intent), nowhere)
    assert (after.outcome == exits.LEFT, after.pending, after.choice) == (left, None, DONE)


def test_what_is_told_instead_of_yes_or_no_is_kept():
    draft = report("pothole")
    waiting = exits.told(draft, exits.met(draft, "sinkhole"))
    after = exits.answered(waiting, said("it has been there for two weeks"), nowhere)
    assert "it has been there for two weeks" in after.notes
