"""What a resident is told of the team that deals with something: its number, hours and page."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from actions import hours
from actions.topics import Topic
from integrations.council import Council

WORDS = Path("data/handover/words.yml")
AT_NIGHT = "out of hours"


class Line(Protocol):
    """A number of the council's."""

    @property
    def phone(self) -> str: ...
    @property
    def hours(self) -> str: ...
    @property
    def team(self) -> str: ...
    @property
    def demo(self) -> bool: ...


def line(topic: Topic, contacts: Iterable[Line], anyone: Line) -> Line:
    """The number to ring about a topic: its team's own by day, else the contact centre's."""
    own = (one for one in contacts if one.team == topic.team and one.phone and not one.demo)
    return next((one for one in own if one.hours != AT_NIGHT), anyone)


def told(topic: Topic, council: Council) -> dict[str, str]:
    """The facts about the team that deals with a topic."""
    week = council.team_hours.get(topic.team, council.hours)
    number = line(topic, council.contacts.values(), council.contact)
    return {
        "team": council.teams[topic.team],
        "phone": number.phone,
        "hours": number.hours or hours.in_words(week, words()["hours"]),
        "page": council.pages.get(topic.intent, council.pages["contact"]).url,
    }


@cache
def words() -> Mapping[str, Any]:
    """How hours are told."""
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))
