"""What phones say and hear by rule, from data/conversation/phones.yml."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from integrations.council import Council
from integrations.council_reading import WEEKDAYS

FILE = Path(__file__).parents[2] / "data/conversation/phones.yml"
KEYWORDS = ("stop", "start", "cancel", "help", "call_back", "text_me")
NOISE = re.compile(r"[^\w\s']+")
LONGEST_KEYWORD = 40


@dataclass(frozen=True)
class PhoneWords:
    data: dict[str, Any]
    facts: dict[str, str]

    def welcome(self, channel: str) -> str:
        """Who we are; what it costs is not the same everywhere."""
        own = f"welcome_{channel}"
        return self.say(own if own in self.data["texts"] else "welcome")

    def say(self, key: str, **more: str) -> str:
        return str(self.data["texts"][key]).format(**self.facts, **more)

    def shown(self, kind: str) -> str:
        return str(self.data["shown"][kind])

    def is_shown(self, text: str) -> bool:
        """Whether these are our own words for a message without any."""
        return text in self.data["shown"].values()

    def label(self, key: str) -> str:
        return str(self.data[key]).format(**self.facts)

    def keyword(self, text: str) -> str | None:
        """One of KEYWORDS, when the whole message is that and politeness."""
        said = plain(text)
        if not said or len(said) > LONGEST_KEYWORD:
            return None
        bare = {said}
        for polite in self.data["polite"]:
            bare |= {one.removesuffix(f" {polite}").removeprefix(f"{polite} ") for one in bare}
        return next((kind for kind in KEYWORDS if bare & set(self.data[kind])), None)

    def is_more(self, text: str) -> bool:
        """Whether they ask for the rest of a list."""
        return plain(text) in self.data["more_words"]

    def number(self, text: str) -> int | None:
        """2 for "2", "2.", "(2)", "option 2", "two" and "second"."""
        said = plain(text).removeprefix("option ").removeprefix("number ").removeprefix("the ")
        if said.isdecimal() and len(said) <= 2:
            return int(said)
        if said in self.data["zero"]:
            return 0
        for at, names in enumerate(self.data["numbers"], 1):
            if said in names:
                return at
        return None


def plain(text: str) -> str:
    return " ".join(NOISE.sub(" ", text.casefold()).split())


def load(council: Council, path: Path = FILE) -> PhoneWords:
    texting = council.texting
    facts = {
        "council": council.short_name,
        "phone": council.contact.phone,
        "cost": texting.cost,
        "privacy": texting.privacy,
        "number": texting.number,
        "hours": hours(council),
    }
    return PhoneWords(yaml.safe_load(path.read_text(encoding="utf-8")), facts)


def hours(council: Council) -> str:
    """Mon-Thu 8:30-17:00, Fri 8:30-16:30"""
    told: list[tuple[int, int, str]] = []
    for at, day in enumerate(WEEKDAYS):
        pairs = council.hours.get(day, ())
        times = ", ".join(f"{opens:%-H:%M}-{closes:%-H:%M}" for opens, closes in pairs)
        if times and told and told[-1][1:] == (at - 1, times):
            told[-1] = (told[-1][0], at, times)
        elif times:
            told.append((at, at, times))
    names = [day[:3].title() for day in WEEKDAYS]
    return ", ".join(
        f"{names[first]} {times}" if first == last else f"{names[first]}-{names[last]} {times}"
        for first, last, times in told
    )
