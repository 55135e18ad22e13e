"""Free text against the rows a stand-in knows, word by word and forgiving a slip of the finger.

OS Places does not publish how it scores. This keeps what callers rely on: 1 is every word found,
a wrong street name falls well below, a wrong house number a little, and nothing is invented.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from integrations.addresses.rows import Row

SHORT = {
    "AV": "AVENUE", "AVE": "AVENUE", "BK": "BANK", "CL": "CLOSE", "CRES": "CRESCENT",
    "CT": "COURT", "DR": "DRIVE", "GDNS": "GARDENS", "GDN": "GARDEN", "GR": "GROVE",
    "GRO": "GROVE", "LA": "LANE", "LN": "LANE", "MT": "MOUNT", "PDE": "PARADE", "PK": "PARK",
    "PL": "PLACE", "RD": "ROAD", "SAINT": "STREET", "SQ": "SQUARE", "ST": "STREET",
    "STR": "STREET", "TER": "TERRACE", "TERR": "TERRACE", "APARTMENT": "FLAT", "APT": "FLAT",
}  # fmt: skip
# Words half the gazetteer shares say little about which street is meant.
COMMON = {*SHORT.values(), "THE", "AND", "OF", "RISE", "WAY", "WALK", "HILL", "BROW", "ROW", "MEWS",
          "WHARF", "CROFT", "FOLD", "END", "GATE", "GREEN", "VIEW", "YARD"}  # fmt: skip
COMMON_WEIGHT, NUMBER_WEIGHT, NAME_WEIGHT = 1.0, 2.0, 3.0
POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b")
FLAT = re.compile(r"\b(?:FLAT|APARTMENT|APT|UNIT)\s+(\d+[A-Z]?)\b")
HOUSE = re.compile(r"\b(\d+)\s+([A-Z])\b")
WORST = 0.1


@dataclass(frozen=True)
class Hit:
    row: Row
    score: float


class _Words:
    """A row's words, and those of its street and name, also run together ("heatonlane")."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.length = len(row.lpi["ADDRESS"].split())
        self.street: set[str] = set()
        for field in ("STREET_DESCRIPTION", "PAO_TEXT"):
            named = words(row.lpi.get(field, ""))
            self.street.update(named, ["".join(named)] if named else [])
        self.all = self.street.union(words(row.lpi["ADDRESS"]))


class Index:
    """The words of every row, ready to be asked."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = [_Words(row) for row in rows]
        self._known = {word for entry in self._rows for word in entry.all}
        towns = (row.lpi.get("TOWN_NAME", "") for row in rows)
        self._common = COMMON | {word for town in towns for word in words(town)}

    def find(self, query: str, at_least: float = WORST) -> list[Hit]:
        """Best first; among equals by street before village, short before long, then by number."""
        asked = words(query)
        alike = [self._alike(word) for word in asked]
        weights = [self._weight(word) for word in asked]
        hits: list[tuple[float, float, int, Row]] = []
        for entry in self._rows:
            score = _score(entry.all, alike, weights)
            if score >= max(at_least, WORST):
                by_street = _score(entry.street, alike, weights)
                hits.append((score, by_street, entry.length, entry.row))
        hits.sort(key=lambda hit: (-hit[0], -hit[1], hit[2], hit[3].order))
        return [Hit(hit[-1], hit[0]) for hit in hits]

    def _weight(self, word: str) -> float:
        if word in self._common:
            return COMMON_WEIGHT
        is_number = word[0].isdigit() or word.startswith("FLAT")
        return NUMBER_WEIGHT if is_number else NAME_WEIGHT

    def _alike(self, word: str) -> dict[str, float]:
        """The known words that may be meant, with how sure."""
        exact = any(map(str.isdigit, word)) or len(word) < 4
        slips = 0 if exact else 1 + (len(word) > 6)
        scores = {}
        # In a name of four letters one slip is another name; in "lane" it is still a lane.
        for known in self._known if len(word) != 4 else self._common | {word} & self._known:
            if abs(len(known) - len(word)) <= slips:
                apart = edits(word, known, slips)
                if apart <= slips:
                    scores[known] = 1 - apart / max(len(word), len(known))
        return scores


def _score(found: set[str], alike: list[dict[str, float]], weights: list[float]) -> float:
    best = [max((known.get(word, 0.0) for word in found), default=0.0) for known in alike]
    return sum(weight * part for weight, part in zip(weights, best, strict=True)) / (
        sum(weights) or 1
    )


def words(text: str) -> tuple[str, ...]:
    """Upper case, short forms written out, postcodes and numbers such as "14 A" in one piece."""
    plain = re.sub(r"['’.]", "", text.upper())
    plain = HOUSE.sub(r"\1\2", POSTCODE.sub(r"\1 \1\2", plain))
    plain = FLAT.sub(r"FLAT FLAT\1", plain)  # so that flat 3 is not house 3
    found = re.findall(r"[^\W_]+", plain)
    return tuple(dict.fromkeys(SHORT.get(word, word) for word in found))


def edits(one: str, other: str, most: int) -> int:
    """Letters added, left out, changed or swapped with a neighbour; more than `most` is enough."""
    if one == other:
        return 0
    if most == 0:
        return 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]


def in_box(rows: Iterable[Row], box: tuple[float, float, float, float]) -> list[Row]:
    west, south, east, north = box
    return [
        row
        for row in rows
        if west <= row.lpi["X_COORDINATE"] <= east and south <= row.lpi["Y_COORDINATE"] <= north
    ]
