"""The things that can be reported: one file each in ``data/report/kinds``.

Several kinds may share an intent; which of them is meant is told by what the resident wrote.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import Heard
from actions.report.phrasebook import Rule, phrasebook

SURE = 0.6
"""From here on the likeliest kind is taken without asking."""
ASKED = 3
FOLDER = Path("data/report/kinds")


@dataclass(frozen=True)
class Kind:
    """A thing that can be reported: the facts of its file.

    `otherwise` is the service code for a council that has none of its own for it; `covers` names
    all the kinds of its intent, and is set on the one that stands for them. `stops` and `owners`
    name what can be met in it (data/report/stops.yml, owners.yml). `at_home`: it is of one home and
    not of a spot in the street; `spot`: whoever is sent has to find one spot in a street; `checked`
    names the system that is asked before it is taken; `asks`: it is something that the resident
    asks for, and nothing that is wrong.
    """

    kind: str
    intent: str
    service_code: str
    name: str
    team: str
    otherwise: str = ""
    covers: str = ""
    stops: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    at_home: bool = False
    spot: bool = False
    checked: str = ""
    asks: bool = False

    @property
    def title(self) -> str:
        """The name as it begins a button."""
        return self.name[:1].upper() + self.name[1:]

    def as_slot(self) -> dict[str, str]:
        """What is kept between two messages, and shown to an adviser."""
        names = ("kind", "intent", "service_code", "name", "team")
        return {name: getattr(self, name) for name in names}


@cache
def load_kinds(folder: Path = FOLDER) -> dict[str, Kind]:
    """Every kind of report by its slug."""
    read = (
        (path.stem, yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted(folder.glob("*.yml"))
    )
    return {kind.kind: kind for kind in (_kind(stem, facts) for stem, facts in read)}


def of_intent(intent: str) -> tuple[Kind, ...]:
    """The kinds that share an intent, the one that stands for them first.

    A kind may have an intent of its own besides: ``report_<kind>``.
    """
    kinds = load_kinds().values()
    own = [kind for kind in kinds if intent == f"report_{kind.kind}" != kind.intent]
    shared = [kind for kind in kinds if kind.intent == intent]
    return tuple(own or sorted(shared, key=lambda kind: not kind.covers))


def choose(heard: Heard) -> tuple[Kind, ...]:
    """The kind a message tells of; several when it could be any of them.

    Words that only one kind has are the best sign; then what the model makes of the message. Words
    that can be nothing else (`sure`) outweigh the model's intent: "needle on the pavement".
    """
    kinds = of_intent(heard.intent)
    if heard.text.startswith("/"):
        return kinds
    said = _named(heard.text)
    named = [one for one in kinds if one.kind in said]
    sure = [load_kinds()[slug] for slug, rule in said.items() if rule.facts.get("sure")]
    if len(sure) == 1 and not named:
        return (sure[0],)
    if len(kinds) == 1 or len(named) == 1:
        return tuple(named) or kinds
    mine = {one.kind: one for one in named or kinds}
    ranked = [(mine[name], chance) for name, chance in heard.kinds if name in mine]
    if not ranked:
        return tuple(named) or kinds
    if ranked[0][1] >= SURE or len(named) > 1:
        return (ranked[0][0],)
    return tuple(one for one, _ in ranked[:ASKED])


def _named(text: str) -> dict[str, Rule]:
    """The kinds whose own words are said."""
    book = phrasebook()
    words = book.words(text)
    return {slug: rule for slug, rule in book.kinds.items() if rule.holds(words)}


def same(held: Mapping[str, str] | None, offered: Sequence[Kind]) -> bool:
    """Whether a report in hand may be of what a message tells: more about it, not another one."""
    return bool(held) and any(one.kind == (held or {})["kind"] for one in offered)


def _kind(stem: str, facts: Mapping[str, Any]) -> Kind:
    slug = facts.get("kind", stem)
    return Kind(
        kind=slug,
        intent=facts.get("intent", f"report_{slug}"),
        service_code=facts["service_code"],
        name=facts["name"],
        team=facts.get("team", "environment"),
        otherwise=facts.get("otherwise", ""),
        covers=facts.get("covers", ""),
        stops=tuple(facts.get("stops", ())),
        owners=tuple(facts.get("owners", ())),
        at_home=facts.get("at") == "home",
        spot=facts.get("at") == "spot",
        checked=facts.get("checked", ""),
        asks=bool(facts.get("asks")),
    )
