"""Who says that they are under 18, and who only speaks of somebody who is."""

import pytest

from actions.young import said_young, says_young


@pytest.mark.parametrize(
    "text",
    [
        "im 15 and theres no food",
        "I'm fourteen",
        "i am only 12",
        "I'm in year 9",
        "im in yr 8 and sad",
        "my mum doesn't know I'm writing",
        "my mum dont know",
        "please don't tell my parents",
        "my head of year said to ask",
        "I\u2019m still at school",
    ],
)
def test_they_say_so(text):
    assert says_young(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm 15 weeks behind with the rent",
        "my son is 15",
        "my daughter is in year 8",
        "I am 45",
        "I'm 17 stone",
        "my mum doesn't know how to use the bins",
        "my mum doesn't know what day it is, she has dementia",
        "I'm 12 miles away",
        "we live at 14 Heaton Lane",
        "my dad can't find out when the clinic is",
        "please don't ring my dad, he gets confused",
        "im 15 weeks pregnant",
        "I'm 16 stone",
        "I'm 15 minutes away",
    ],
)
def test_they_do_not(text):
    assert not says_young(text)


def test_what_was_said_earlier_in_the_chat_counts():
    events = [{"event": "user", "text": "im 13"}, {"event": "bot", "text": "hello"}]
    assert said_young(events)
    assert not said_young(events[1:])
