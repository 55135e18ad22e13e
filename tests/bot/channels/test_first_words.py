"""The first words say in few what the assistant can do, and cost no more texts for it."""

import pytest

from bot.conversation import phone_words
from integrations import council
from integrations.notify.fragments import count
from tests.sources import document

WORDS = phone_words.load(council.load())
CAN = ("report", "bin", "complaint", "food", "money", "home", "person")
IN_TWO_TEXTS = 2


def on_the_web() -> str:
    return str(document("data/conversation/notices.yml")["welcome"])


@pytest.mark.parametrize("said", [on_the_web(), WORDS.welcome("sms")], ids=["web", "text"])
def test_the_first_words_name_what_can_be_asked_for(said: str) -> None:
    assert [one for one in CAN if one not in said] == []


def test_who_asks_what_we_can_do_hears_all_of_it() -> None:
    (help_,) = document("data/conversation/responses.yml")["responses"]["utter_conversation_help"]
    assert [one for one in CAN if one not in help_["text"]] == []


def test_the_welcome_by_text_costs_two_texts_as_before() -> None:
    assert count(WORDS.welcome("sms")) == IN_TWO_TEXTS
