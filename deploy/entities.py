"""How well places and things in messages are found: precision, recall and F1 of each kind.

A file has lines of ``text<TAB>kind:words=value; ...`` under the header ``text<TAB>entities``; the
value of a day is YYYY-MM-DD, how many days ahead it is, or ``*`` where only the words are judged.
One counts as found when kind, words and value are all right.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

HEADER = ["text", "entities"]
ANY = "*"
DATE = "date"
PROPOSED = 0.5


@dataclass(frozen=True)
class Entity:
    """One thing that is named."""

    kind: str
    words: str
    value: str

    def is_found(self, others: Iterable["Entity"]) -> bool:
        """Whether it is among them."""
        return any(
            (self.kind, self.words) == (one.kind, one.words) and self.value in (one.value, ANY)
            for one in others
        )


@dataclass(frozen=True)
class Named:
    """A message, what it names and what was found in it."""

    text: str
    named: Sequence[Entity]
    found: Sequence[Entity]


def read(columns: Sequence[str], today: date) -> list[Entity]:
    """What a line of a file says is named, in the columns after its text."""
    parts = [part.strip() for part in "".join(columns).split(";") if part.strip()]
    return [_entity(part, today) for part in parts]


def _entity(part: str, today: date) -> Entity:
    kind, _, rest = part.partition(":")
    words, _, value = rest.rpartition("=")
    if kind == DATE and value.lstrip("-").isdigit():
        value = (today + timedelta(int(value))).isoformat()
    return Entity(kind, words, value)


def found(text: str, answer: Mapping[str, Any]) -> list[Entity]:
    """What the engine found, without what it only proposes: any name after "near" may be a place,
    and the gazetteer decides."""
    return [
        Entity(one["entity"], text[one["start"] : one["end"]], str(one["value"]))
        for one in answer["entities"]
        if one["confidence_entity"] > PROPOSED
    ]


def scores(judged: Sequence[Named]) -> dict[str, tuple[int, float, float, float]]:
    """Of each kind how many are named, precision, recall and F1; the last line is all together."""
    kinds = sorted({one.kind for each in judged for one in (*each.named, *each.found)})
    return {kind: _score(judged, {kind}) for kind in kinds} | {"all": _score(judged, set(kinds))}


def _score(judged: Sequence[Named], kinds: set[str]) -> tuple[int, float, float, float]:
    named = found = hits = 0
    for each in judged:
        wanted = [one for one in each.named if one.kind in kinds]
        got = [one for one in each.found if one.kind in kinds]
        named, found = named + len(wanted), found + len(got)
        hits += sum(one.is_found(got) for one in wanted)
    precision, recall = hits / found if found else 1.0, hits / named if named else 1.0
    return named, precision, recall, 2 * hits / (named + found) if named + found else 1.0


def report(judged: Sequence[Named]) -> Iterator[str]:
    """The table, and what was missed or found in error."""
    yield f"{'kind':14}{'named':>7}{'precision':>11}{'recall':>9}{'F1':>9}"
    for kind, (named, precision, recall, f1) in scores(judged).items():
        yield f"{kind:14}{named:7}{100 * precision:9.1f} %{100 * recall:7.1f} %{100 * f1:7.1f} %"
    for each in judged:
        missed = [one for one in each.named if not one.is_found(each.found)]
        extra = [one for one in each.found if not any(it.is_found([one]) for it in each.named)]
        if missed or extra:
            yield f"  {each.text}"
            yield from (f"    missed  {one.kind}: {one.words} = {one.value}" for one in missed)
            yield from (f"    wrong   {one.kind}: {one.words} = {one.value}" for one in extra)
