"""The safe words: the right number first, a way without speaking next, and no number made up."""

import re
from datetime import date

import pytest

from actions.emergencies import numbers, table
from actions.emergencies.rules import FILES, rules
from actions.emergencies.service import Emergency, words
from actions.emergencies.table import FILE
from integrations.council import load
from tests.sources import document, no

COUNCIL = load()
ROWS = table.table().rows
NAMES = sorted(ROWS)
KINDS = ("immediate_danger", "suicide_self_harm", "domestic_abuse", "safeguarding_concern")
CHECKED = date(2026, 11, 23)
# No page of the council could be found that prints them: a live council starts with its own.
NOT_FOUND = {"contact", "housing_night"}
# The table of council rules, part 3: whose number must stand in the first line.
FIRST = {
    "gas": ["gas_emergency"],
    "carbon_monoxide": ["emergency_services", "gas_emergency"],
    "electric": ["emergency_services", "power_lines"],
    "power_for_medical": ["emergency_services", "power_lines"],
    "suicide_self_harm": ["samaritans", "emergency_services"],
    "suicide_now": ["emergency_services"],
    "suicide_young": ["childline", "samaritans", "emergency_services"],
    "domestic_abuse": ["emergency_services", "domestic_abuse"],
    "abuse_past": ["domestic_abuse", "emergency_services"],
    "honour_abuse": ["emergency_services", "domestic_abuse"],
    "honour_young": ["emergency_services", "childline"],
    "slavery": ["emergency_services", "police_not_urgent"],
    "hate_crime": ["emergency_services", "police_not_urgent"],
    "stalking": ["emergency_services", "police_not_urgent"],
    "safeguarding_child": ["emergency_services", "children"],
    "safeguarding_adult": ["emergency_services", "adult_care"],
    "safeguarding_self": ["emergency_services", "childline"],
    "homeless_tonight": [],
    "homeless_young": ["children"],
    "no_food_today": [],
}
WITHOUT_SPEAKING = re.compile(r"Relay UK|text SHOUT|send SHOUT|cough or tap|chat|write here")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_number_is_in_the_first_line(name):
    first = words(name, COUNCIL).splitlines()[0]
    for contact in FIRST.get(name, ["emergency_services"]):
        assert COUNCIL.contacts[contact].phone in first


@pytest.mark.parametrize("name", NAMES)
def test_a_way_without_speaking_is_in_the_first_two_lines(name):
    assert WITHOUT_SPEAKING.search("\n".join(words(name, COUNCIL).splitlines()[:2]))


@pytest.mark.parametrize("name", [name for name in NAMES if not FIRST.get(name, [True])])
def test_who_needs_a_bed_or_food_gets_the_councils_own_numbers_by_day_and_by_night(name):
    first = words(name, COUNCIL).splitlines()[0]
    assert COUNCIL.contact.phone in first
    assert COUNCIL.out_of_hours.phone in first


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_asked_and_nothing_is_promised_that_we_cannot_see(name):
    said = words(name, COUNCIL)
    assert "?" not in said
    assert not re.search(r"will (join|call|come|ring)|on (their|its) way|has been told", said)
    assert "staff" in said or ROWS[name].goes_on


@pytest.mark.parametrize("name", NAMES)
def test_the_question_helps_before_it_asks(name):
    first, quiet, *asked = table.question(name, COUNCIL).splitlines()
    assert [first, quiet] == words(name, COUNCIL).splitlines()[:2]
    assert len(asked) == 1
    assert asked[0].count("?") == 1


def test_no_number_is_written_in_the_words_themselves():
    templates = FILE.read_text(encoding="utf-8")
    bare = re.sub(r"\{[^}]*\}", "", re.sub(r"(?m)^#.*$", "", templates))
    no(re.findall(r"\d+", bare))


def test_every_number_given_in_an_emergency_has_two_sources_and_a_day_to_check_it_again():
    relied_on = {name: one for name, one in numbers.used(COUNCIL).items() if name not in NOT_FOUND}
    no(
        name
        for name, one in relied_on.items()
        if one.demo or not one.verified_on or not one.expires or len(one.sources) < 2
    )


def test_what_is_unchecked_or_made_up_is_told_and_keeps_a_live_council_from_starting():
    found = numbers.warnings(COUNCIL, CHECKED)
    assert "housing_night is made up" in found
    assert "contact has not been verified" in found
    assert "samaritans has not been checked by the council" in numbers.refusals(COUNCIL, CHECKED)


def test_a_number_past_its_day_is_told():
    later = date(2026, 12, 23)
    assert "samaritans was to be checked again by 2026-12-22" in numbers.warnings(COUNCIL, later)
    assert not [one for one in numbers.warnings(COUNCIL, CHECKED) if "samaritans" in one]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_of_its_own(kind):
    assert words(kind, COUNCIL)


def test_every_sign_leads_to_words_and_every_team_exists():
    no(sign.name for sign in rules().signs if sign.response not in ROWS)
    no(name for name, one in ROWS.items() if one.team not in COUNCIL.teams)
    no(name for name, one in ROWS.items() if one.young and one.young not in ROWS)


def test_the_words_of_an_emergency_are_those_of_its_case():
    found = Emergency("immediate_danger", "gas", "contact_centre", "smell of gas")
    assert words(found, COUNCIL) == words("gas", COUNCIL)


def test_every_sign_and_every_exception_gives_its_reason():
    signs = [
        sign for name in FILES for sign in document(f"data/emergencies/signs/{name}.yml")["signs"]
    ]
    no(sign["name"] for sign in signs if not sign.get("why") or not sign["says"])
    assert len({sign["name"] for sign in signs}) == len(signs)
    sayings = document("data/emergencies/harmless.yml")
    no(str(one) for one in sayings["harmless"] if not one.get("why"))
    no(name for name, one in sayings["unless"].items() if not one.get("why"))


def test_every_kind_is_looked_for_by_the_plain_rules_too():
    assert {ROWS[sign.response].kind for sign in rules().signs} == {
        one.kind for one in ROWS.values()
    }
