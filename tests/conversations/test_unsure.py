"""The one clarifying question, on whichever of some vague messages the model is not sure of."""

from collections.abc import Iterator

import pytest

from tests.stack import Message, Resident, Stack

ASKED = "Is it one of these?"
OTHER = "Something else"
VAGUE = (
    "its about the bins at 4 Heaton Lane",
    "a bin outside 4 Heaton Lane is in a state",
    "mess outside 4 Heaton Lane",
    "problem with the tree and the light on Heaton Lane",
    "can someone look at the thing outside 4 Heaton Lane",
    "the house at 4 Heaton Lane, what can you do about it",
)


def questions(stack: Stack) -> Iterator[tuple[Resident, Message]]:
    """A new chat for each message that is asked about, with the question."""
    for text in VAGUE:
        resident = stack.resident()
        said = resident.say(text)
        if ASKED in said[-1]["text"]:
            yield resident, said[-1]


@pytest.fixture
def asked(stack: Stack) -> tuple[Resident, Message]:
    return next(questions(stack))


def labels(message: Message) -> list[str]:
    return [one["label"] for one in message["choices"]]


def test_up_to_three_names_and_something_else_are_offered(asked: tuple[Resident, Message]) -> None:
    _, question = asked
    *things, last = labels(question)
    assert last == OTHER
    assert 1 <= len(set(things)) == len(things) <= 3


def test_none_of_them_is_followed_by_another_question_and_not_by_the_same(
    asked: tuple[Resident, Message],
) -> None:
    resident, question = asked
    assert "in other words" in resident.choose(OTHER)[-1]["text"]
    words = next(one["text"] for one in resident.messages() if one["from"] == "resident")
    again = resident.say(words)
    assert "0161 217 6111" in again[-1]["text"]
    assert labels(again[-1]) == ["Talk to a person"]
    assert labels(again[-1]) != labels(question)


def test_a_choice_is_taken_up_with_the_words_that_were_not_understood(
    stack: Stack, asked: tuple[Resident, Message]
) -> None:
    resident, question = asked
    words = next(one["text"] for one in resident.messages() if one["from"] == "resident")
    resident.say("the first one please")
    taken = stack.turns(resident)[-1]
    assert taken["text"] == words
    assert [one["value"] for one in taken["parse_data"]["entities"]]
    assert ASKED not in resident.messages()[-1]["text"]
    assert labels(question)[0]
