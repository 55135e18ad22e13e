"""Answer, or change of subject?"""

import pytest

from bot.engine.nlu.subject import (
    Question,
    Rules,
    after_thanks,
    changes_subject,
    names_only_a_place,
    speaks_of,
)

RULES = Rules(at_once=["speak_to_human", "cancel"], others=["check_bin_day", "report_*", "correct"])
DETAILS = Question("report_details", "report_pothole")


def interrupts(text: str, intent: str, confidence: float) -> bool:
    return changes_subject(text, intent, confidence, DETAILS, RULES)


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("can I talk to someone", "speak_to_human", 0.55),
        ("forget it", "cancel", 0.55),
        ("what day are my bins?", "check_bin_day", 0.6),
        ("before I forget, when do the bins go", "check_bin_day", 0.6),
        ("and there is a mattress dumped in the alley too", "report_fly_tipping", 0.95),
        ("also another pothole on the next road", "report_pothole", 0.7),
    ],
)
def test_another_matter_interrupts(text: str, intent: str, confidence: float) -> None:
    assert interrupts(text, intent, confidence)


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("someone", "speak_to_human", 0.4),
        ("it is by the bins", "check_bin_day", 0.8),
        ("a deep hole in the road by the school", "report_pothole", 0.99),
        ("there are bags and a mattress", "report_fly_tipping", 0.8),
        ("hello", "greet", 0.99),
        ("it is about a foot wide", "nlu_fallback", 0.9),
        ("", "", 0.0),
    ],
)
def test_an_answer_does_not(text: str, intent: str, confidence: float) -> None:
    assert not interrupts(text, intent, confidence)


def test_a_question_may_have_a_list_of_its_own() -> None:
    rules = Rules(others=["check_bin_day"], for_slot={"report_details": ()})
    text = "when is my bin day?"
    assert not changes_subject(text, "check_bin_day", 0.99, DETAILS, rules)
    assert changes_subject(text, "check_bin_day", 0.99, Question("report_place"), rules)


LOOKED_UP = Rules(
    at_once=["withdraw_referral"],
    others=["library_leisure", "food_help", "check_bin_day"],
    only_asked=["library_leisure"],
    only_with={"withdraw_referral": r"\b(details|withdraw)\b"},
)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "interrupted"),
    [
        ("Woodbank park near the tennis courts", "library_leisure", 0.99, False),
        ("when does the park close?", "library_leisure", 0.7, True),
        ("before I forget, the library hours", "library_leisure", 0.7, True),
        ("we have nothing to eat in the house", "food_help", 0.95, True),
        ("I am not telling you my name", "withdraw_referral", 0.9, False),
        ("do not pass on my details", "withdraw_referral", 0.6, True),
        ("the fridge is there as well", "check_bin_day", 0.3, False),
    ],
)
def test_what_is_only_looked_up_has_to_be_asked_for(text, intent, confidence, interrupted):
    assert changes_subject(text, intent, confidence, DETAILS, LOOKED_UP, 0.7) is interrupted


NUMBERED = {"pattern": r"\bsr[\s-]*\d{7}\b", "intent": "track", "sure": 0.7, "to": ["complaint"]}


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "found"),
    [
        ("what about SR-1234567", "speak_to_human", 0.9, "track"),
        ("sr 1234567", "nlu_fallback", 0.9, "track"),
        ("SR-1234567 is a disgrace", "complaint", 0.9, None),
        ("SR-1234567 is a disgrace", "complaint", 0.5, "track"),
        ("what about the sofa", "speak_to_human", 0.9, None),
    ],
)
def test_who_names_a_number_wants_to_know_about_it(text, intent, confidence, found):
    assert speaks_of(text, {"name": intent, "confidence": confidence}, NUMBERED) == found


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("ta. is the library open tomorrow", "is the library open tomorrow"),
        ("ok thanks very much, when is my bin day", "when is my bin day"),
        ("cheers love! where do I pay a fine", "where do I pay a fine"),
        ("thanks", "thanks"),
        ("ok number 6", "ok number 6"),
        ("tan sofa and a chair", "tan sofa and a chair"),
        ("is the library open, ta", "is the library open, ta"),
    ],
)
def test_what_follows_thanks_is_what_a_message_says(text: str, rest: str) -> None:
    assert after_thanks(text) == rest


def found(text: str, **told: str) -> list[dict[str, object]]:
    return [
        {"entity": kind, "start": text.index(part), "end": text.index(part) + len(part)}
        for kind, part in told.items()
    ]


@pytest.mark.parametrize(
    ("text", "told", "alone"),
    [
        ("Heaton Lane", {"street": "Heaton Lane"}, True),
        ("outside number 4, Heaton Lane", {"street": "Heaton Lane", "house_number": "4"}, True),
        ("SK4 1ZD", {"postcode": "SK4 1ZD"}, True),
        ("14", {"house_number": "14"}, False),
        ("bins Heaton Lane", {"street": "Heaton Lane"}, False),
        ("Edgeley", {"area": "Edgeley"}, False),
    ],
)
def test_a_place_alone_asks_for_nothing(text: str, told: dict[str, str], alone: bool) -> None:
    assert names_only_a_place(text, found(text, **told)) is alone
