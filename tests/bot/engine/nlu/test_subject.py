"""Answer, or change of subject?"""

import pytest

from bot.engine.nlu.subject import Question, Rules, changes_subject

RULES = Rules(at_once=["speak_to_human", "cancel"], others=["check_bin_day", "report_*", "correct"])
DETAILS = Question("report_details", "report_pothole")


def interrupts(text: str, intent: str, confidence: float) -> bool:
    return changes_subject(text, intent, confidence, DETAILS, RULES)


@pytest.mark.parametrize(
    ("text", "intent", "confidence"),
    [
        ("can I talk to someone", "speak_to_human", 0.5),
        ("forget it", "cancel", 0.5),
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
