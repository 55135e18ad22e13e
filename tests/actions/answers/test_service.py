"""One file is one answer, with its source; whose home it is decides who repairs it."""

from dataclasses import replace

import pytest

from actions.answers import service
from integrations import council as council_file
from tests.sources import document

COUNCIL = council_file.load()
INTENTS = document("data/answers/domain.yml")["intents"]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_answer_intent_has_an_answer(intent):
    tenure = "council" if intent == "housing_repair" else ""
    assert service.page_for(intent, "", tenure).intent == intent


def test_every_answer_is_named_after_its_file_and_has_a_source():
    for path in service.PAGES.glob("*.yml"):
        page = service.named(path.stem)
        assert page.source.startswith("https://"), path
        assert page.contact == "" or page.contact in COUNCIL.contacts


def test_a_parking_ticket_has_its_days():
    assert "14 days" in service.page_for("parking_permit_pcn", "I got a PCN").says
    assert "14 days" not in service.page_for("parking_permit_pcn", "a permit please").says


def test_someone_elses_account_needs_their_word():
    page = service.page_for("council_tax_query", "it's about my mum's council tax")
    assert page.page == "someone_elses_account"


@pytest.mark.parametrize(
    ("text", "tenure"),
    [
        ("I'm a council tenant", "council"),
        ("we rent from a housing association", "association"),
        ("my landlord won't answer", "private"),
        ("I own it", "own"),
        ("a flat", None),
    ],
)
def test_whose_home_it_is(text, tenure):
    assert service.tenure_in(text) == tenure


@pytest.mark.parametrize(
    "text",
    ["no heating since Friday", "the boiler has packed in", "black mould in the baby's room",
     "we have no water", "my newborn's cot is next to the damp wall"],
)  # fmt: skip
def test_what_cannot_wait(text):
    assert service.says("urgent", text)


def test_a_dripping_tap_can_wait():
    assert not service.says("urgent", "the kitchen tap drips")


def test_hours_are_told_days_together():
    told = service.hours_in_words(COUNCIL.hours)
    assert told == "Monday to Thursday 8.30am to 5pm, Friday 8.30am to 4.30pm"


def test_someone_without_the_internet_gets_no_link():
    page = service.named("council_tax")
    online = service.told(page, page.says, COUNCIL, offline=False)
    assert "https://" in online[-1]
    assert not any(
        "https://" in one for one in service.told(page, page.says, COUNCIL, offline=True)
    )


@pytest.mark.parametrize(
    ("text", "asks"),
    [("my mum needs a care assessment", True), ("can dad get someone to come in and help", True),
     ("what is a direct payment", False)],
)  # fmt: skip
def test_who_asks_for_an_assessment(text, asks):
    page = service.named("adult_care")
    assert service.asks_for_case(page, text) == asks


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("my dad died last week what do I do about his council tax", "bereavement_council_tax"),
        ("I lost my husband in March, is the bill still in his name", "bereavement_council_tax"),
        (
            "my dad's in Germany with the army, not dead, what about his bill",
            "someone_elses_account",
        ),
    ],
)
def test_who_writes_of_a_death_is_not_told_whose_account_it_is(text, page):
    assert service.page_for("council_tax_query", text).page == page


def test_who_cannot_phone_is_told_how_to_write_and_of_a_relay_only_where_there_is_one():
    page = service.page_for("council_tax_query", "how do I pay")
    told = service.told(page, page.says, COUNCIL, offline=False, no_phone=True)
    assert any("write to them here" in one and COUNCIL.contact.relay in one for one in told)
    without = replace(COUNCIL, contact=replace(COUNCIL.contact, relay=""))
    told = service.told(page, page.says, without, offline=False, no_phone=True)
    assert any(one.endswith("write to them here.") for one in told)


@pytest.mark.parametrize(
    ("text", "cannot"),
    [
        ("I'm deaf so dont ring me", True),
        ("Deaf. Please write.", True),
        ("I can't hear on the phone", True),
        ("i cant hear, please text", True),
        ("I cannot phone you", True),
        ("my neighbour is deaf and has the telly on full blast", False),
        ("the music is so loud I can't hear my own telly", False),
        ("the dog next door barks, we cant hear ourselves think", False),
        ("I can't ring the doorbell at the library its broken", False),
    ],
)
def test_only_who_writes_that_they_cannot_phone_is_taken_at_their_word(
    text: str, cannot: bool
) -> None:
    assert service.says("no_phone", text) == cannot
