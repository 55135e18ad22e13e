"""Which needs a message tells of beside what it was taken for (data/find_help/beside.yml). Who asks
about a benefit may be short of money: help is offered by its name, and not begun unasked.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.reading import lower
from actions.topics import load_topics

FILE = Path("data/find_help/beside.yml")
ANSWERS = ("inform", "affirm", "deny", "choose", "something_else")


def beside(
    text: str,
    ranking: Sequence[Mapping[str, Any]],
    taken: str = "",
    always: Iterable[str] = (),
    *,
    unclear: bool = False,
) -> list[str]:
    """The needs to offer, likeliest first: told in words, thought likely, or always near.

    Args:
        text: what the resident wrote.
        ranking: what the model takes it for, with chances.
        taken: what it was taken for, which is not offered again.
        always: needs that are near to what it was taken for, whatever the words.
        unclear: the message was not followed, so only what is likelier is offered.
    """
    known = _data()
    chances = {str(one["name"]): float(one["confidence"]) for one in ranking}
    least = known["unclear" if unclear else "likely"]
    found = [
        need
        for need in known["words"]
        if need != taken
        and (tells_of(need, text) or chances.get(need, 0.0) >= least or need in {*always})
    ]
    death = known["after_a_death"]
    if re.search(death["words"], lower(text)):
        found = [need for need in found if need in death["only"]]
    found.sort(key=lambda need: (not tells_of(need, text), -chances.get(need, 0.0)))
    return found[: known["most"]]


def tells_of(need: str, text: str) -> bool:
    """Whether the words of a message tell of a need."""
    plain = lower(text)
    return any(re.search(one, plain) for one in _data()["words"][need])


def buttons(needs: Iterable[str]) -> list[dict[str, str]]:
    """A choice for each, by the name it goes by."""
    topics = load_topics()
    return [{"title": topics[need].title, "payload": f"/{need}"} for need in needs]


def own_words(events: Sequence[Mapping[str, Any]], text: str) -> str:
    """What the resident wrote that began this: the message itself, or, where a need was pressed,
    the newest before it that answered no question. Nobody has to say it again."""
    if not text.startswith("/"):
        return text
    for event in reversed(events):
        said = str(event.get("text") or "")
        if event.get("event") != "user" or not said or said.startswith("/"):
            continue
        intent = ((event.get("parse_data") or {}).get("intent") or {}).get("name")
        if intent not in ANSWERS:
            return said
    return ""


@cache
def _data() -> Mapping[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))
