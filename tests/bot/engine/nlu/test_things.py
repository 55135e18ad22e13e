"""What else residents name, by the lists in data/."""

from pathlib import Path

import pytest

from bot.engine.nlu.days import days, today
from bot.engine.nlu.place_words import POSSIBLE, places
from bot.engine.nlu.things import Finder, Lists
from deploy import entities

HERE = Path(__file__).parent
FINDER = Finder(Lists.read(Path(__file__).parents[4] / "data"))
ENOUGH = 0.9


def judged(file: str) -> list[entities.Named]:
    """The messages of a file, read without the engine."""
    now = today()
    found = []
    for line in (HERE / file).read_text(encoding="utf-8").splitlines()[1:]:
        text, *row = line.split("\t")
        sure = [one for one in places(text) if one.confidence > POSSIBLE]
        named = [
            entities.Entity(one.kind, text[one.start : one.end], one.value)
            for one in (*sure, *FINDER.things(text), *days(text, now))
        ]
        found.append(entities.Named(text, entities.read(row, now), named))
    return found


@pytest.mark.parametrize("file", ["entities.tsv", "entities_unseen.tsv"])
def test_most_of_what_our_own_messages_name_is_found(file: str) -> None:
    named, _, recall, f1 = entities.scores(judged(file))["all"]
    assert named > 40
    assert min(recall, f1) > ENOUGH, "\n".join(entities.report(judged(file)))


def values(kind: str, text: str) -> list[str]:
    return [one.value for one in FINDER.things(text) if one.kind == kind]


def test_items_are_counted_and_named_as_the_list_names_them() -> None:
    said = "two old settees, a couple of mattresses and a telly"
    assert values("bulky_item", said) == ["2 sofa", "2 mattress", "1 television"]


def test_a_phone_number_is_written_one_way() -> None:
    said = ["07700 900123", "+44 (0)7700 900 123", "0044 7700900123", "(07700) 900-123"]
    assert {values("phone", one)[0] for one in said} == {"+447700900123"}


@pytest.mark.parametrize("said", ["SR-4410927", "03/02/2026", "card 4929 1234 5678 9012", "0161"])
def test_other_figures_are_no_phone_number(said: str) -> None:
    assert values("phone", said) == []


def test_bins_are_known_by_colour_and_by_what_people_call_them() -> None:
    assert values("bin", "the Brown wheelie bin and the food caddy") == ["brown", "green"]


def test_a_road_named_after_a_place_is_not_the_place() -> None:
    assert values("area", "on cheadle road, in Marple") == ["marple"]
    assert values("landmark", "near Church Road") == []
