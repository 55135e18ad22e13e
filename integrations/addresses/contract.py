"""Addresses as the council's gazetteer knows them: OS Places API v1, LPI dataset (BS7666).

One property may come in several rows, an approved name and older ones; residents are shown each
property once, by its approved name, in house-number order.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.errors import Unreadable
from integrations.grid import to_lat_long

SYSTEM = "addresses"
APPROVED = "1"
STREET_RECORD = "PS"

Record = Mapping[str, Any]
Order = tuple[str, str, int, str, str, int, str]


@dataclass(frozen=True)
class Address:
    """A property, or a thing in the street such as a park, in words fit for a resident.

    `number` is the house number with its suffix ("14A", "10-12"), `flat` what is inside it
    ("Flat 2"), `name` what it is called when it is called something ("Brindle Park"); `line` is
    all of it in one line. `parent_uprn` is the building that contains it.
    """

    uprn: str
    usrn: str
    line: str
    number: str
    name: str
    street: str
    locality: str
    town: str
    postcode: str
    easting: float | None
    northing: float | None
    lat: float
    long: float
    custodian: int
    classification: str
    flat: str = ""
    organisation: str = ""
    parent_uprn: str = ""

    @property
    def order(self) -> Order:
        """14 comes before 14A and both before 102: numbers, not letters."""
        house, suffix = _number_first(self.number)
        flat, rest = _number_first(re.sub(r"^\D+(?=\d)", "", self.flat))
        return (self.street, self.locality, house, suffix, self.name, flat, rest)


@dataclass(frozen=True)
class Match:
    """An address that answers to some words, and how well: 1 is exactly."""

    address: Address
    score: float


def properties(records: Iterable[Record]) -> tuple[Match, ...]:
    """Each property once, in the order given: approved rows only, English before Welsh."""
    chosen: dict[str, Record] = {}
    for record in records:
        if not isinstance(record, Mapping):
            raise Unreadable(SYSTEM, "a row that is no object")
        uprn = str(record.get("UPRN", ""))
        if is_approved(record) and _is_better(record, chosen.get(uprn)):
            chosen[uprn] = record
    return tuple(Match(from_lpi(record), _score(record)) for record in chosen.values())


def is_approved(record: Record) -> bool:
    """Logical status 1 of the name and of the property; 3 alternative, 6 provisional, 8 gone."""
    status = str(record.get("LOGICAL_STATUS_CODE", APPROVED))
    return str(record.get("LPI_LOGICAL_STATUS_CODE", status)) == APPROVED == status


def from_lpi(record: Record) -> Address:
    """Raises Unreadable when a row lacks what the contract promises."""
    try:
        lat, long = _point(record)
        return Address(
            uprn=str(record["UPRN"]),
            usrn=str(record.get("USRN", "")),
            line=as_written(str(record["ADDRESS"]).removeprefix("STREET RECORD, ")),
            number=_number(record, "PAO"),
            name=_name(record),
            street=as_written(str(record.get("STREET_DESCRIPTION", ""))),
            locality=as_written(str(record.get("LOCALITY_NAME", ""))),
            town=as_written(str(record.get("TOWN_NAME", ""))),
            postcode=str(record.get("POSTCODE_LOCATOR", "")),
            easting=_metres(record.get("X_COORDINATE")),
            northing=_metres(record.get("Y_COORDINATE")),
            lat=lat,
            long=long,
            custodian=int(record["LOCAL_CUSTODIAN_CODE"]),
            classification=str(record.get("CLASSIFICATION_CODE", "")),
            flat=as_written(str(record.get("SAO_TEXT", ""))) or _number(record, "SAO"),
            organisation=as_written(str(record.get("ORGANISATION", ""))),
            parent_uprn=str(record.get("PARENT_UPRN", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unreadable(SYSTEM, f"an LPI row without {fault}") from fault


_SMALL = {"and", "at", "by", "in", "le", "of", "on", "the", "under", "upon", "with"}
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}")


def as_written(text: str) -> str:
    """HEATON LANE, SK4 1AA -> Heaton Lane, SK4 1AA: the gazetteer shouts, we do not."""
    return ", ".join(_part_as_written(part) for part in text.split(", "))


def _part_as_written(part: str) -> str:
    if _POSTCODE.fullmatch(part):
        return part
    words = part.split()
    starts = [place == 0 or words[place - 1][0].isdigit() for place in range(len(words))]
    return " ".join(map(_word_as_written, words, starts))


def _word_as_written(word: str, first: bool) -> str:
    if word.lower() in _SMALL and not first:
        return word.lower()
    if any(letter.isdigit() for letter in word):
        return word.upper()
    return "-".join(piece[:1].upper() + piece[1:].lower() for piece in word.split("-"))


def _number(record: Record, part: str) -> str:
    start, end = (
        f"{record.get(f'{part}_{edge}_NUMBER', '')}{record.get(f'{part}_{edge}_SUFFIX', '')}"
        for edge in ("START", "END")
    )
    return f"{start}-{end}" if end else start


def _name(record: Record) -> str:
    if record.get("CLASSIFICATION_CODE") == STREET_RECORD:
        return ""
    return as_written(str(record.get("PAO_TEXT", "")))


def _point(record: Record) -> tuple[float, float]:
    """LAT and LNG come only when they are asked for; the National Grid's numbers always do."""
    if "LAT" in record:
        return float(record["LAT"]), float(record["LNG"])
    return to_lat_long(float(record["X_COORDINATE"]), float(record["Y_COORDINATE"]))


def _score(record: Record) -> float:
    try:
        return float(record.get("MATCH", 1.0))
    except (TypeError, ValueError) as fault:
        raise Unreadable(SYSTEM, "a MATCH that is no number") from fault


def _metres(value: Any) -> float | None:
    return None if value is None else float(value)


def _number_first(text: str) -> tuple[int, str]:
    digits = re.match(r"\d+", text)
    return (int(digits[0]), text[digits.end() :]) if digits else (1_000_000, text)


def _is_better(record: Record, than: Record | None) -> bool:
    """Wales has two approved names for one property."""
    return than is None or (record.get("LANGUAGE") == "EN" and than.get("LANGUAGE", "EN") != "EN")
