"""The safe words: the right number first, a way without speaking next, and no number made up."""

import re

import pytest

from actions.emergencies.rules import FILES, responses, rules
from actions.emergencies.service import Emergency, words
from integrations.council import load
from tests.sources import document, no

COUNCIL = load()
NAMES = sorted(responses())
KINDS = ("immediate_danger", "suicide_self_harm", "domestic_abuse", "safeguarding_concern")
# The table of council rules, part 3: whose number must stand in the first line.
FIRST = {
    "gas": ["gas_emergency"],
    "carbon_monoxide": ["emergency_services", "gas_emergency"],
    "electric": ["emergency_services", "power_lines"],
    "suicide_self_harm": ["samaritans", "emergency_services"],
    "suicide_now": ["emergency_services"],
    "suicide_young": ["childline", "samaritans", "emergency_services"],
    "domestic_abuse": ["emergency_services", "domestic_abuse"],
    "safeguarding_child": ["emergency_services", "children"],
    "safeguarding_adult": ["emergency_services", "adult_care"],
    "safeguarding_self": ["emergency_services", "childline"],
}
WITHOUT_SPEAKING = re.compile(r"Relay UK|text SHOUT|send SHOUT|cough or tap|chat")


@pytest.mark.parametrize("name", NAMES)
def test_the_right_number_is_in_the_first_line(name):
    first = words(name, COUNCIL).splitlines()[0]
    for contact in FIRST.get(name, ["emergency_services"]):
        assert COUNCIL.contacts[contact].phone in first


@pytest.mark.parametrize("name", NAMES)
def test_a_way_without_speaking_is_in_the_first_two_lines(name):
    assert WITHOUT_SPEAKING.search("\n".join(words(name, COUNCIL).splitlines()[:2]))


@pytest.mark.parametrize("name", NAMES)
def test_a_person_is_spoken_of_and_nothing_is_asked(name):
    said = words(name, COUNCIL)
    assert f"A person at {COUNCIL.short_name} will join as soon as they can" in said
    assert "?" not in said


def test_no_number_is_written_in_the_words_themselves():
    templates = document("data/emergencies/words.yml")["words"]
    bare = {name: re.sub(r"\{[^}]*\}", "", entry["text"]) for name, entry in templates.items()}
    no(f"{name}: {text}" for name, text in bare.items() if re.search(r"\d", text))


def test_every_number_given_in_an_emergency_is_a_fact_with_a_source_and_a_date():
    used = {
        slug
        for entry in document("data/emergencies/words.yml")["words"].values()
        for slug in re.findall(r"\{(\w+)\.", entry["text"])
    } - {"council"}
    contacts = {slug: COUNCIL.contacts[slug] for slug in used}
    no(slug for slug, one in contacts.items() if one.demo or not one.checked or not one.sources)
    assert not COUNCIL.out_of_hours.demo


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_of_its_own(kind):
    assert words(kind, COUNCIL)


def test_every_sign_leads_to_words_and_every_team_exists():
    no(sign.name for sign in rules().signs if sign.response not in responses())
    no(name for name, one in responses().items() if one.team not in COUNCIL.teams)
    no(name for name, one in responses().items() if one.young and one.young not in responses())


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


def test_every_kind_is_looked_for():
    assert {sign.kind for sign in rules().signs} == set(KINDS)
