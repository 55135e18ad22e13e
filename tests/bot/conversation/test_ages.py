"""A child who has said so is spoken to as one in every later danger."""

import pytest

from actions.emergencies import service as emergencies
from actions.emergencies import table
from actions.emergencies.service import Heard
from tests.road import Road

DANGER = "i want to die"


@pytest.fixture(autouse=True)
def no_engine(road):
    road.engine.is_down()


def test_danger_after_the_age_was_told_brings_the_words_for_a_child(road):
    child = road.resident()
    child.writes("im 15 and my bike was nicked")
    child.writes(DANGER)
    case = emergencies.check(DANGER).for_a_child()
    assert emergencies.words(case, road.parts.council) in child.sees()
    assert child.item.team == table.row("suicide_young").team


def test_a_question_after_the_age_was_told_is_a_childs_too(store):
    unsure = Heard("suicide_self_harm", sure=False)
    road = Road(store, hear=lambda text: unsure if "tired" in text else None)
    child = road.resident()
    child.writes("im 15 and my bike was nicked")
    child.writes("so tired of it all")
    assert table.question("suicide_young", road.parts.council) in child.sees()


def test_who_said_nothing_of_it_gets_an_adults_words(road):
    adult = road.resident()
    adult.writes("my bike was nicked")
    adult.writes(DANGER)
    assert emergencies.words(emergencies.check(DANGER), road.parts.council) in adult.sees()
