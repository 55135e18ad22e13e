"""Danger said in another language: the number first, in that language, with English below."""

import re

import pytest

from actions.emergencies.languages import KINDS, RTL_START, find, languages
from actions.emergencies.service import check, words
from integrations.council import load
from tests.sources import ROOT, document, no

COUNCIL = load()
CODES = sorted(languages())
HERE = ROOT / "tests" / "actions" / "emergencies"


def sayings(code):
    kinds = document(f"data/emergencies/languages/{code}.yml")["kinds"]
    return [(kind, one) for kind, entry in kinds.items() for one in entry["says"]]


def test_ten_languages_are_listened_for():
    assert len(CODES) == 10
    no(code for code in CODES if set(languages()[code].first) != set(KINDS))


@pytest.mark.parametrize("code", CODES)
def test_every_saying_is_heard_as_its_kind(code):
    no(
        f"{one}: {found}"
        for kind, one in sayings(code)
        if (found := find(f"... {one.upper()}, please"))[1] != kind
    )


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_number_comes_first_and_english_below(code, kind):
    one = next(saying for of, saying in sayings(code) if of == kind)
    found = check(one)
    assert (found.kind, found.language, found.goes_on) == (kind, find(one)[0], False)
    first, interpreter, *rest = words(found, COUNCIL).splitlines()
    assert re.match(rf"{RTL_START}?[0-9]", first)
    assert "interpreter, please" in interpreter
    assert "\n".join(rest) == words(kind, COUNCIL)


def test_languages_written_from_right_to_left_are_marked_so():
    assert [code for code in CODES if languages()[code].right_to_left] == ["ar", "fa", "ur"]
    for code in ("ar", "fa", "ur"):
        one = next(saying for kind, saying in sayings(code) if kind == "domestic_abuse")
        assert words(check(one), COUNCIL).startswith(RTL_START)


def test_urdu_and_punjabi_are_heard_in_latin_letters_too():
    assert find("mera shohar mujhe marta hai") == ("ur", "domestic_abuse")
    assert find("oh mainu marda hai har roz") == ("pa", "domestic_abuse")


def test_marks_and_spaces_make_no_difference():
    assert find("він б\u2019є мене") == ("uk", "domestic_abuse")
    assert find("می\u200cخواهم  بمیرم") == ("fa", "suicide_self_harm")
    assert find("CHCĘ   UMRZEĆ") == ("pl", "suicide_self_harm")


def test_english_is_taken_for_no_other_language():
    rows = (HERE / "look_alikes.tsv").read_text(encoding="utf-8").splitlines()
    rows += (HERE / "emergencies.tsv").read_text(encoding="utf-8").splitlines()
    rows += [
        line.strip()
        for file in (ROOT / "data").glob("*/nlu/*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.isascii()
    ]
    no(f"{found}: {row}" for row in rows if (found := find(row)))


def test_who_has_read_each_translation_is_in_the_docs():
    told = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
    no(one.name for one in languages().values() if f"| {one.name} |" not in told)
    no(one.name for one in languages().values() if one.reviewed_by and one.reviewed_by not in told)
