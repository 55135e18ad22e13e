"""A report taken message by message, with a gazetteer and questions written by hand."""

from dataclasses import replace

import pytest

from actions.errors import OutsideBoundary
from actions.mentions import Heard, Mention
from actions.places import streets
from actions.report import answering
from actions.report import draft as drafts
from actions.report.draft import DONE
from actions.report.kinds import Kind
from actions.report.spots import NEAREST
from integrations.open311.contract import Attribute, Definition, Option
from tests.actions.gazetteer import OURS, THEIRS, Gazetteer, Postcodes, address

KIND = Kind("pothole", "report_pothole", "POTHOLE", "a pothole", "highways")
GENERIC = ("i", "want", "to", "report", "a")
WORLD = Gazetteer(
    address("14", "Alder Road", "SK3 9AA", "Edgeley"),
    address("41", "Alder Road", "SK3 9AB", "Edgeley"),
    address("3", "Chapel Street", "SK8 9CC", "Cheadle"),
    address("5", "Chapel Street", "SK6 9MM", "Marple"),
    address("9", "Border Street", "M19 9ZZ", "Levenshulme", custodian=THEIRS),
)


def find(mention):
    return streets(mention, WORLD, Postcodes(), OURS, "E08000007")


def attribute(code, text, *values, required=True, datatype="singlevaluelist", order=1, **more):
    given = {
        "code": code,
        "datatype": datatype,
        "required": required,
        "variable": True,
        "automated": "",
        "description": text,
        "order": order,
        "values": tuple(Option(*value) for value in values),
    }
    return Attribute(**{**given, **more})


DEPTH = attribute("depth", "How deep is it?", ("s", "Shallow"), ("d", "Deeper than a golf ball"))
DANGER = attribute("wide", "Is it wider than a dinner plate?", ("y", "Yes"), ("n", "No"), order=2)
EXTRA = attribute("note", "Anything else?", required=False, datatype="string", order=3)
EASTING = attribute("easting", "easting", order=0, automated="server_set", datatype="number")
DEFINITION = Definition("POTHOLE", (EASTING, DEPTH, DANGER, EXTRA))


def heard(text, intent="inform", option=None, **said):
    street = (said.pop("street"),) if "street" in said else ()
    return Heard(text, intent, Mention(street=street, words=text, **said), option)


def begun(text="I want to report a pothole", definition=DEFINITION, **said):
    return drafts.begin(KIND, "t1", heard(text, "report_pothole", **said), definition, GENERIC)


def placed(text="Alder Road", **said):
    return drafts.take_place(begun(), heard(text, **(said or {"street": "alder road"})), find)


def test_a_bare_request_asks_what_was_seen():
    assert begun().details is None


def test_a_first_message_that_says_more_is_kept_and_not_asked_again():
    draft = begun("huge pothole, my tyre burst")
    assert (draft.details, draft.notes) == (DONE, ["huge pothole, my tyre burst"])


def test_the_council_s_questions_come_in_its_order_and_ours_are_not_asked():
    draft = begun()
    assert [one["code"] for one in draft.questions] == ["depth", "wide", "note"]


def test_a_report_goes_on_when_the_council_asks_nothing():
    assert begun(definition=Definition("POTHOLE")).answer == DONE


def test_a_council_that_could_not_be_asked_is_asked_once_more():
    draft = begun(definition=None)
    assert (draft.questions, draft.answer) == (None, None)
    assert answering.next_question(answering.asked(draft, DEFINITION)).code == "depth"
    assert answering.asked(draft, None).answer == DONE


def test_a_number_alone_waits_for_its_street():
    draft = drafts.take_place(begun(), heard("outside number 14", number="14"), find)
    assert draft.place is None
    draft = drafts.take_place(draft, heard("Alder Road", street="alder road"), find)
    assert draft.place["label"] == "14 Alder Road, Edgeley, SK3 9AA"


@pytest.mark.parametrize("words", ["the one in Cheadle", "1", "the first one", "cheadle"])
def test_a_choice_is_taken_however_it_is_said(words):
    draft = drafts.take_place(begun(), heard("Chapel Street", street="chapel street"), find)
    assert [one["locality"] for one in draft.options] == ["Cheadle", "Marple"]
    draft = drafts.take_place(draft, heard(words), find)
    assert draft.place["locality"] == "Cheadle"
    assert draft.place["confirmed"]
    assert draft.options is None


def test_a_place_of_another_council_leaves_the_draft_as_it_was():
    with pytest.raises(OutsideBoundary):
        drafts.take_place(begun(), heard("Border Street", street="border street"), find)


def test_words_about_the_spot_are_kept_for_the_crew():
    draft = drafts.take_place(
        begun(), heard("by the post box on alder road", street="alder road"), find
    )
    assert draft.notes == ["by the post box on alder road"]


def test_a_corrected_number_is_put_right_everywhere():
    draft = drafts.take_place(
        begun("big hole outside 41"), heard("41 alder road", street="alder road", number="41"), find
    )
    draft = drafts.correct(draft, heard("no, number 14 not 41", "correct", number="14"), find)
    assert draft.place["label"] == "14 Alder Road, Edgeley, SK3 9AA"
    assert not any("41" in note for note in draft.notes)


def test_a_corrected_street_forgets_the_old_number():
    draft = placed("14 Alder Road", street="alder road", number="14")
    draft = drafts.correct(draft, heard("I meant Chapel Street", street="chapel street"), find)
    assert len(draft.options) == 2
    assert draft.place is None


@pytest.mark.parametrize("words", ["deeper than a golf ball", "2", "deeper", "the second one"])
def test_an_answer_is_matched_to_the_council_s_option(words):
    assert answering.take_answer(placed(), heard(words)).answers == {"depth": "d"}


def test_words_that_fit_no_option_are_kept_and_the_question_stays():
    draft = answering.take_answer(placed(), heard("it's about a foot across by the kerb"))
    assert draft.answer is None
    assert answering.next_question(draft).code == "depth"
    assert "it's about a foot across by the kerb" in draft.notes


def test_yes_answers_a_yes_or_no_question():
    draft = replace(placed(), answers={"depth": "d"})
    assert answering.take_answer(draft, heard("aye", "affirm")).answers["wide"] == "y"


def test_a_question_that_need_not_be_answered_can_be_skipped():
    draft = replace(placed(), answers={"depth": "d", "wide": "n", NEAREST: None})
    draft = answering.take_answer(draft, heard("no", "deny"))
    assert (draft.answers["note"], draft.answer) == (None, DONE)


def test_what_was_said_in_full_is_not_asked():
    draft = begun("shallow hole, nothing big")
    assert answering.told(draft).answers == {"depth": "s"}


def test_yes_sends_it_and_a_bare_no_asks_what_to_change():
    assert drafts.take_confirmation(placed(), heard("go on then", "affirm"), find).confirmed
    changing = drafts.take_confirmation(placed(), heard("no", "deny"), find)
    assert changing.changing
    assert not changing.confirmed


def test_more_words_at_the_end_are_added_and_read_back():
    draft = drafts.take_confirmation(placed(), heard("it has a bollard next to it"), find)
    assert not draft.confirmed
    assert "bollard" in drafts.read_back(draft)["details"]


def test_the_read_back_shows_options_by_name():
    draft = replace(placed(), answers={"depth": "d"})
    assert "Deeper than a golf ball" in drafts.read_back(draft)["details"]


def test_a_draft_survives_the_tracker():
    draft = placed()
    assert drafts.Draft.from_slots(draft.slots()) == draft


def test_words_that_name_no_place_are_kept_and_the_place_is_asked_again():
    draft = drafts.take_place(begun(), heard("it is really deep and getting bigger"), find)
    assert (draft.place, draft.tries) == (None, 1)
    assert draft.notes == ["it is really deep and getting bigger"]


def test_a_street_without_a_type_word_is_found_beside_its_number():
    draft = drafts.take_place(begun(), heard("number 14 alder road", number="14"), find)
    assert draft.place["label"] == "14 Alder Road, Edgeley, SK3 9AA"


def test_yes_is_not_the_name_of_a_street():
    draft = drafts.take_place(begun(), heard("yes", "affirm"), find)
    assert (draft.place, draft.tries) == (None, 1)


def test_a_resident_who_does_not_know_takes_the_option_for_that():
    unsure = attribute("depth", "How deep is it?", ("s", "Shallow"), ("u", "I am not sure"))
    draft = drafts.take_place(begun(definition=Definition("P", (unsure,))),
                              heard("Alder Road", street="alder road"), find)  # fmt: skip
    assert answering.take_answer(draft, heard("dunno")).answers == {"depth": "u"}


@pytest.mark.parametrize("words", ["it doesn't come on at all", "doesnt come on", "1"])
def test_a_short_form_of_not_is_the_same_word(words):
    fault = attribute(
        "fault", "What is wrong?", ("out", "It does not come on"), ("dim", "It is dim")
    )
    draft = drafts.take_place(begun(definition=Definition("P", (fault,))),
                              heard("Alder Road", street="alder road"), find)  # fmt: skip
    assert answering.take_answer(draft, heard(words)).answers == {"fault": "out"}


def test_a_number_put_right_while_another_question_is_open_is_no_answer():
    assert drafts.puts_right(heard("no, number 14 not 41", "deny", number="14"))
    assert drafts.puts_right(heard("wait it is chapel street", street="chapel street"))
    assert not drafts.puts_right(heard("no", "deny"))
    assert not drafts.puts_right(heard("by the shops on alder road", street="alder road"))
