"""One soft offer after a task: when, how often, and never where it would hurt."""

import pytest

from bot.conversation import offers
from integrations.store import messages
from integrations.store import offers as stored
from tests.road import DANGER, says

CUE = "I can't afford the new bin, what day is the old one taken"


def told(road, resident, text, **more):
    road.engine.answers.append(says("Here is your answer.", **more))
    resident.writes(text)
    road.work()


def offered(resident):
    return [one for one in resident.sees("assistant") if "Would you like to see" in one]


def choose(road, resident, label):
    with road.store.read() as tx:
        shown = offers_of(tx, resident)
    resident.writes(choice=next(one["id"] for one in shown if one["label"] == label))
    road.engine.answers.append(says("OK."))
    road.work()


def offers_of(tx, resident):
    every = messages.visible(tx, resident.id)
    return next(one.choices for one in reversed(every) if one.choices)


def test_help_is_offered_once_when_the_task_is_done(road, resident):
    told(road, resident, CUE)
    assert len(offered(resident)) == 1
    told(road, resident, "and I'm behind with my council tax")
    assert len(offered(resident)) == 1


def test_help_that_was_a_button_already_is_not_offered_again(road, resident):
    told(road, resident, CUE, buttons=[("Money worries", "/money_worries")])
    assert offered(resident) == []
    told(road, resident, "that's all thanks")
    assert offered(resident) == []


def test_nothing_is_offered_while_a_task_is_in_hand(road, resident):
    told(road, resident, CUE, task="report_form")
    assert offered(resident) == []
    told(road, resident, "yes please")
    assert len(offered(resident)) == 1


def test_the_desk_is_told_why(road, resident):
    told(road, resident, CUE)
    fact = resident.conversation.facts[-1]
    assert (fact["name"], fact["message"]) == ("Offered help", 2)
    assert fact["value"] == "money worries, because they cannot afford something"


def test_no_is_remembered_and_nothing_else(road, resident):
    told(road, resident, CUE)
    choose(road, resident, "No thanks")
    assert resident.conversation.offer["state"] == offers.DECLINED
    with road.store.read() as tx:
        assert stored.declined(tx, resident.conversation)


def test_no_in_words_is_no(road, resident):
    told(road, resident, CUE)
    told(road, resident, "nah I'm fine ta")
    with road.store.read() as tx:
        assert stored.declined(tx, resident.conversation)


def test_who_said_no_is_not_asked_in_a_later_conversation(road, resident):
    with road.store.begin() as tx:
        stored.decline(tx, resident.conversation, road.parts.moment())
        stored.decline(tx, resident.conversation, road.parts.moment())
    told(road, resident, CUE)
    assert offered(resident) == []


def test_an_offer_that_is_taken_is_no_refusal(road, resident):
    told(road, resident, CUE)
    choose(road, resident, "Show me")
    assert road.engine.ran[-1].payload == "/money_worries"
    with road.store.read() as tx:
        assert not stored.declined(tx, resident.conversation)


def test_nothing_is_offered_after_danger(road, resident):
    resident.writes(DANGER)
    told(road, resident, CUE)
    assert offered(resident) == []


def test_nothing_is_offered_where_someone_has_died(road, resident):
    told(road, resident, "my husband died and I have to tell the council")
    told(road, resident, CUE)
    assert offered(resident) == []


def test_who_asked_for_help_is_not_offered_it(road, resident):
    told(road, resident, CUE, slots={"find_help_need": "money_worries"})
    assert offered(resident) == []


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("I have council tax arrears", "council_tax_arrears"),
        ("got a summons for the council tax", "council_tax_arrears"),
        ("I can't afford the garden permit", "cannot_afford"),
        ("we need an extra bin for my husband's incontinence pads", "illness_at_home"),
        ("third time my assisted collection was missed", "missed_assisted_again"),
        ("we've had to move out by Friday", "moving_out_in_a_hurry"),
        ("nobody ever comes here", "nobody_comes"),
        ("the bin lorry never comes on time", None),
        ("there is a pothole", None),
        ("when is my council tax due", None),
        ("nobody emptied the bin", None),
    ],
)
def test_cues_are_what_they_say(text, cue):
    found = offers.cue_in([(1, text)])
    assert (found[0].cue if found else None) == cue


def test_every_cue_has_its_reason():
    assert all(len(one.reason.split()) > 8 and one.because for one in offers.cues())
