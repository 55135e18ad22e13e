"""The one table of safe words (data/emergencies/words.yml): what is said, and who must know."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

from integrations.council import Council

FILE = Path(__file__).resolve().parents[2] / "data" / "emergencies" / "words.yml"
GO_ON, CAREFUL = "go_on", "careful"
OR = " or "
"""Between the names of two rows, one of which is meant."""


@dataclass(frozen=True)
class Row:
    """The safe words for one case. ``young`` names those for a person under 18; ``then`` says
    whether the assistant may go on helping; ``ask`` is the one question when we are not sure;
    ``careful``: they may not be free to write back."""

    kind: str
    when: str
    team: str
    first: str
    quiet: str
    more: tuple[str, ...]
    close: str
    ask: str
    careful: bool
    young: str | None
    then: str | None

    @property
    def goes_on(self) -> bool:
        """Whether no person need be fetched for this alone."""
        return self.then == GO_ON


@dataclass(frozen=True)
class Table:
    """Every row, and the few words that stand beside them. ``either`` is the question for two."""

    rows: Mapping[str, Row]
    either: str
    denied: str
    unclear: str
    answers: Mapping[str, str]


@cache
def table() -> Table:
    """The table as it stands in the data."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    rows = {
        name: Row(
            kind=entry["kind"],
            when=entry["when"],
            team=entry["team"],
            first=entry["first"],
            quiet=entry["quiet"],
            more=tuple(entry["more"]),
            close=found["closings"][entry["close"]],
            ask=entry["ask"],
            careful=entry["close"] == CAREFUL,
            young=entry.get("young"),
            then=entry.get("then"),
        )
        for name, entry in found["table"].items()
    }
    return Table(rows, found["either"], found["denied"], found["unclear"], found["answers"])


def row(name: str) -> Row:
    """A row by its name; of two that may be meant, joined by OR, the first lines stand together."""
    first, *rest = (table().rows[one] for one in name.split(OR))
    for other in rest:
        first = replace(
            first,
            first=f"{first.first} {other.first}",
            more=(*first.more, *(one for one in other.more if one not in first.more)),
            close=other.close if other.careful else first.close,
            ask=table().either,
            then=first.then if first.then == other.then else None,
        )
    return first


def either(name: str, others: Sequence[str]) -> str:
    """A row, and the first of some others that is of another kind and names other help."""
    known = table().rows
    for other in others:
        if known[other].kind != known[name].kind and _contacts(other) - _contacts(name):
            return f"{name}{OR}{other}"
    return name


def young(name: str) -> str:
    """The row for a person under 18."""
    found = (table().rows[one].young or one for one in name.split(OR))
    return OR.join(dict.fromkeys(found))


def _contacts(name: str) -> frozenset[str]:
    """Whose numbers stand in a row's first line."""
    named = (field for _, field, _, _ in Formatter().parse(table().rows[name].first))
    return frozenset(one.rpartition(".")[0] for one in named if one)


def safe_words(name: str, council: Council, before: Sequence[str] = ()) -> str:
    """All the safe words of a row, below its first lines in another language."""
    said = row(name)
    return _filled([*before, said.first, said.quiet, *said.more, said.close], council)


def question(name: str, council: Council) -> str:
    """The right number, a way without speaking, and one caring question."""
    said = row(name)
    return _filled([said.first, said.quiet, said.ask], council)


def offer(name: str, council: Council) -> str:
    """The number again, and a person, when the answer to the question was not clear."""
    said = row(name)
    return _filled([said.first, said.quiet, table().unclear], council)


def lines(name: str, council: Council) -> str:
    """Only where to find help: for someone who has a person already, or is about to."""
    said = row(name)
    return _filled([said.first, said.quiet], council)


def _filled(said: list[str], council: Council) -> str:
    return "\n".join(said).format(council=council, **council.contacts)
