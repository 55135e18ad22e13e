"""Where in a street: asked once at most, and never when it was said."""

from dataclasses import replace

import pytest

from actions.mentions import Heard, Mention
from actions.places import Choices, Place
from actions.report import answering
from actions.report import draft as drafts
from actions.report.draft import Draft
from actions.report.kinds import load_kinds
from actions.report.spots import NEAREST, remembered, tells_spot, with_nearest


def heard(text: str, *things: tuple[str, str], **said: str) -> Heard:
    return Heard(text, "inform", Mention(words=text, **said), things=things)


def place(locality: str = "Edgeley", number: str = "") -> Place:
    label = f"{number} Alder Road, {locality}".strip()
    uprn = "1" if number else None
    return Place(label, "Alder Road", locality, "SK3 9AA", 53.4, -2.1, None, None, uprn)


def report(kind: str = "pothole", note: str = "a pothole on alder road", **more: object) -> Draft:
    given = {"place": vars(place()), "mention": Mention(("alder road",)).as_slot(), **more}
    slot = load_kinds()[kind].as_slot()
    return Draft(kind=slot, notes=[note], questions=[], answers={}, **given)


def asks_nearest(draft: Draft) -> bool:
    asked = answering.next_question(with_nearest(draft))
    return asked is not None and asked.code == NEAREST


def test_a_hole_in_a_street_is_asked_for_the_nearest_number_once() -> None:
    draft = answering.told(report())
    assert asks_nearest(draft)
    draft = answering.take_answer(draft, heard("by the yellow shed"))
    assert draft.notes == ["a pothole on alder road", "by the yellow shed"]
    assert not asks_nearest(draft)
    assert draft.answers == {NEAREST: None}


@pytest.mark.parametrize(
    "note",
    [
        "pothole outside the chapel on alder road",
        "hole at the junction with Mill Lane",
        "potholes all along alder road",
        "pothole in front of the shop",
    ],
)
def test_words_that_tell_the_spot_are_enough(note: str) -> None:
    assert not asks_nearest(report(note=note))


def test_a_number_a_postcode_or_a_landmark_is_enough() -> None:
    assert tells_spot(report(mention=Mention(("alder road",), "14").as_slot()))
    assert tells_spot(report(mention=Mention(("alder road",), None, "SK3 9AA").as_slot()))
    assert tells_spot(remembered(report(), heard("by the tesco", ("landmark", "tesco"))))
    assert not tells_spot(report())


def test_what_needs_no_spot_is_not_asked_for_one() -> None:
    assert not asks_nearest(report("noise", "a party on alder road"))


def test_a_number_told_after_the_street_narrows_the_place_and_settles_the_question() -> None:
    draft = answering.told(report())
    found = drafts.narrowed(draft, heard("number 14", number="14"), lambda _: place(number="14"))
    assert found.where is not None and found.where.label.startswith("14 Alder Road")
    taken = answering.take_answer(found, heard("number 14", number="14"))
    assert taken.notes == ["a pothole on alder road"]
    assert not asks_nearest(taken)


def test_the_part_of_the_borough_that_was_named_chooses_between_two_streets() -> None:
    both = Choices((place("Cheadle"), place("Marple")))
    draft = remembered(report(), heard("the one in cheadle", ("area", "cheadle")))
    assert drafts.in_area(both, draft) == place("Cheadle")
    assert drafts.in_area(both, report()) == both


def test_the_answer_to_our_own_question_is_never_sent_as_the_councils() -> None:
    draft = answering.take_answer(answering.told(report()), heard("opposite number 9's hedge"))
    assert {code: one for code, one in (draft.answers or {}).items() if one is not None} == {}
    assert replace(draft).questions is not None
