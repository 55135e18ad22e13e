"""Which request is meant, and in which words its state is told."""

from datetime import UTC, datetime

import pytest

from actions.track import service
from actions.track.service import Known, Mine, fixed_said, meant, newer, references
from integrations.open311.world import STATUSES

POTHOLE = Mine("SR-1111111", "pothole", "a pothole", "12 Heaton Lane", "deep, by the bus stop")
SOFA = Mine("SR-2222222", "fly_tipping", "fly-tipping", "Quarry Rise, Marple", "a brown sofa")
LIGHT = Mine("SR-3333333", "street_light", "a broken street light", "Heaton Lane", "", "C-77")
MINE = [POTHOLE, SOFA, LIGHT]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("SR-4410927", ["SR-4410927"]),
        ("its sr 441 0927 thanks", ["SR-4410927"]),
        ("ref: SR–4410927", ["4410927"]),
        ("sr4410927 and SR-1000001", ["SR-4410927", "SR-1000001"]),
        ("four four one oh nine two seven", ["4410927"]),
        ("double four one oh nine two seven", ["4410927"]),
        ("council reference 760001", ["760001"]),
        ("CRM-998 is what they gave me", ["CRM-998"]),
        ("I have no number", []),
        ("one of the two lights at 12 Heaton Lane SK4 1ZD", []),
        ("ring me on 0161 496 0000", []),
        ("07700 900123 is my mobile", []),
        ("I reported it on 5 January 2026", []),
    ],
)
def test_a_number_is_read_however_it_is_written(text, found):
    assert references(text) == found


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("any news on my pothole", [POTHOLE]),
        ("has the hole been filled", [POTHOLE]),
        ("the sofa one", [SOFA]),
        ("that rubbish in Marple", [SOFA]),
        ("is the lamp fixed yet", [LIGHT]),
        ("what about the ones on Heaton Lane", [LIGHT, POTHOLE]),
        ("the one ending 222", [SOFA]),
        ("it ends 77", [LIGHT]),
        ("any news?", [LIGHT, SOFA, POTHOLE]),
        ("what's happening with my request", [LIGHT, SOFA, POTHOLE]),
        ("my wasps nest", []),
    ],
)
def test_my_pothole_is_one_of_mine(text, wanted):
    assert meant(text, MINE) == wanted


def test_every_status_of_the_contract_has_words_and_only_fixed_is_called_fixed():
    assert set(STATUSES) <= set(service.statuses())
    said = {code: one.says for code, one in service.statuses().items()}
    assert [code for code, says in said.items() if "is fixed" in says] == ["fixed", "closed"]
    assert "does not always mean" in said["closed"]
    assert service.status("FIXED") == service.status("fixed")
    assert "does not say" in service.status("on_hold_by_order").says


@pytest.mark.parametrize(
    ("text", "intent", "said"),
    [
        ("no still there", "deny", "not_fixed"),
        ("nope", "deny", "not_fixed"),
        ("it hasn't been touched", "inform", "not_fixed"),
        ("they came but it's back again", "inform", "not_fixed"),
        ("yes all sorted thanks", "affirm", "fixed"),
        ("yep", "affirm", "fixed"),
        ("it's gone", "inform", "fixed"),
        ("yes but it isn't fixed", "affirm", "not_fixed"),
        ("No, still there", "deny", "not_fixed"),
        ("Tuesday", "inform", None),
    ],
)
def test_fixed_or_not_in_any_words(text, intent, said):
    assert fixed_said(text, intent) == said


def at(hour):
    return datetime(2026, 1, 5, hour, tzinfo=UTC)


def test_the_feeds_exact_word_is_not_lost_to_a_plain_open_or_closed():
    assert newer(Known("open", at=at(12)), Known("planned", at=at(9))).status == "planned"
    assert newer(Known("closed", at=at(12)), Known("fixed", at=at(9))).status == "fixed"
    assert newer(Known("closed", at=at(12)), Known("planned", at=at(9))).status == "closed"
    assert newer(Known("in_progress", at=at(9)), Known("fixed", at=at(12))).status == "fixed"
    assert newer(Known("open", at=at(9)), Known("unchanged", "a note", at(9))).status == "open"
    assert newer(None, Known("open")).status == "open"
    assert newer(None, None) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("where is my blue badge", "blue_badge"),
        ("has my housing application gone through", "housing_homelessness"),
        ("any news on my pothole", None),
    ],
)
def test_what_another_system_holds_is_known(text, topic):
    assert service.elsewhere(text) == topic


def test_noise_and_complaints_are_private():
    assert "noise" not in service.public_kinds()
    assert "complaint" not in service.public_kinds()
    assert "pothole" in service.public_kinds()


LAMP = Mine("700002", "street_light", "street light", "", "", "700002")


@pytest.mark.parametrize(
    ("told", "fits"),
    [
        (["what about SR-700002"], None),
        (["SR 700002", "ah my mistake"], None),
        (["it should be a street light"], True),
        (["the lamp on Quarry Rise"], True),
        (["it is on Quarry Rise"], True),
        (["it was a pothole"], False),
        (["it is on Heaton Lane"], False),
        (["a street light", "sorry 700002"], True),
    ],
)
def test_a_number_is_told_of_when_what_is_said_fits_it(told, fits):
    assert service.fits(LAMP, "14 Quarry Rise, Stockport", told) is fits
