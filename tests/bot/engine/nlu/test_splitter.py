"""Where a message may be two requests, and when it is believed to be."""

from collections.abc import Sequence

import numpy as np
import pytest

from bot.engine.nlu.splitter import Half, Read, Scored, Side, best, cuts, perhaps, two, weights

SMALL = ("thanks", "greet")
URGENT = ("immediate_danger",)
MEANS = {
    "bin": "report_missed_bin",
    "mattress": "report_fly_tipping",
    "gas": "immediate_danger",
    "thank": "thanks",
}


LABELS = [*MEANS.values(), "report_pothole", "greet"]
ALIKE = 0.7


def read(text: str) -> Read:
    """What the words it knows mean, its vector leaning the same way; else nothing in particular."""
    chances = dict.fromkeys(LABELS, 0.01)
    known = [intent for word, intent in MEANS.items() if word in text]
    matters = [intent for intent in known if intent not in SMALL] or known
    chances |= dict.fromkeys(matters, 0.95 / max(len(matters), 1))
    vector = np.array([*chances.values(), 0.5], np.float32)
    return Read(chances, ALIKE if known else ALIKE / 2, vector / np.linalg.norm(vector))


def judge(text: str, found: Sequence[tuple[str, str]]) -> list[tuple[Side, Side]]:
    """Where it stands a side means what it means alone."""
    return [(side(left), side(right)) for left, right in found]


def side(part: str) -> Side:
    return Side(read(part), read(part).chances)


def requests(text: str) -> list[tuple[str, str]]:
    halves = two(best(text, read(text), judge, SMALL), URGENT)
    return [(half.text, half.intent) for half in halves or ()]


@pytest.mark.parametrize(
    "text",
    [
        "my bin was not emptied and there is a mattress in the alley",
        "my bin was not emptied. Also there is a mattress in the alley",
        "my bin was not emptied\nthere is a mattress in the alley",
        "my bin was not emptied, and while I'm here, there is a mattress in the alley",
    ],
)
def test_two_matters_are_told_apart_without_the_word_between_them(text: str) -> None:
    assert requests(text) == [
        ("my bin was not emptied", "report_missed_bin"),
        ("there is a mattress in the alley", "report_fly_tipping"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "there is a mattress in the alley and another mattress by the wall",
        "my bin was not emptied and I would like to thank you all",
        "my bin was not emptied and the lid is off",
        "my bin and a mattress",
        "the bin by the old mattress shop on the corner was missed",
        "",
    ],
)
def test_one_matter_is_left_whole(text: str) -> None:
    assert requests(text) == []


def test_a_list_with_numbers_is_cut_before_a_number() -> None:
    found = requests("1) my bin was not emptied 2) there is a mattress in the alley")
    assert [text for text, _ in found] == [
        "1) my bin was not emptied",
        "there is a mattress in the alley",
    ]


def test_a_house_number_at_the_end_of_a_sentence_stays_with_it() -> None:
    found = requests("my bin was not emptied at number 4. There is a mattress in the alley")
    assert found[0] == ("my bin was not emptied at number 4", "report_missed_bin")


def test_danger_comes_first_wherever_it_stands() -> None:
    found = requests("my bin was not emptied and also I can smell gas in the house")
    assert [intent for _, intent in found] == ["immediate_danger", "report_missed_bin"]


def test_a_long_message_is_cut_in_a_few_places_only() -> None:
    assert len(cuts("there is a hole in the road, and " * 9)) == 6


def test_a_story_is_not_cut() -> None:
    assert cuts("there is a hole in the road, and " * 20) == []


def scored(score: float, left: str = "report_missed_bin", right: str = "report_pothole") -> Scored:
    return Scored(score, Half("my bin", left, 0.9), Half("a hole", right, 0.9))


LIKELY = (weights().asked + weights().believed) / 2


@pytest.mark.parametrize("score", [LIKELY, weights().believed], ids=["likely", "believed"])
def test_the_other_part_is_asked_about_when_the_cut_is_likely(score: float) -> None:
    found = scored(score)
    assert (two(found, URGENT) is None) == (score < weights().believed)
    assert perhaps(found, "report_missed_bin", URGENT) == found.right
    assert perhaps(found, "report_pothole", URGENT) == found.left


@pytest.mark.parametrize(
    ("found", "taken"),
    [
        (None, "report_pothole"),
        (scored(weights().asked - 0.1), "report_pothole"),
        (scored(LIKELY), "report_noise"),
        (scored(LIKELY, right="immediate_danger"), "report_missed_bin"),
    ],
    ids=["no cut", "hardly likely", "neither part was taken", "danger"],
)
def test_nothing_is_asked_besides(found: Scored | None, taken: str) -> None:
    assert perhaps(found, taken, URGENT) is None


def test_things_that_are_counted_are_more_likely_two() -> None:
    plain = "my bin was not emptied, a mattress in the alley"
    whole = read(plain)
    found = best(plain, whole, judge, SMALL)
    counted = best(f"two things: {plain}", whole, judge, SMALL)
    assert found is not None
    assert counted is not None
    assert counted.score > found.score + weights().of["counted"] / 2
