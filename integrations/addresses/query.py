"""What OS Places is asked: its parameters, checked one by one, and the shape of one result."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any

from integrations.addresses.rows import Fields, Row
from integrations.grid import to_grid

SHARED = {"key", "format", "maxresults", "offset", "dataset", "lr", "output_srs", "fq"}
OWN: dict[str, tuple[str, ...]] = {
    "postcode": ("postcode",),
    "uprn": ("uprn",),
    "find": ("query", "minmatch", "matchprecision", "bbox"),
    "nearest": ("point", "radius", "srs"),
}
CHECKED = ("most", "offset", "worst", "decimals", "datasets", "output_srs", "box", "filters")
FILTERS = ("CLASSIFICATION_CODE", "LOGICAL_STATUS_CODE", "LPI_LOGICAL_STATUS_CODE", "COUNTRY_CODE")
GRID, LAT_LONG = ("EPSG:27700", "BNG"), ("EPSG:4326", "WGS84")
SECTOR = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?( ?\d([A-Z]{2})?)?")


class BadQuery(Exception):
    """The text is the message OS Places gives with a 400."""


@dataclass(frozen=True)
class Asked:
    """One request; every property raises BadQuery for a value the contract does not allow."""

    names: tuple[str, ...]
    given: Mapping[str, list[str]]

    def text(self, name: str, default: str = "") -> str:
        return self.given.get(name, [default])[-1].strip()

    def number(self, name: str, default: float, least: float, most: float) -> float:
        text = self.text(name, str(default))
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not least <= value <= most:
            raise BadQuery(f"Requested {name} must be between {least} and {most}. Was {text}")
        return value

    @cached_property
    def most(self) -> int:
        return int(self.number("maxresults", 100, 1, 100))

    @cached_property
    def offset(self) -> int:
        return int(self.number("offset", 0, 0, 1_000_000))

    @cached_property
    def worst(self) -> float:
        return self.number("minmatch", 0.1, 0.1, 1)

    @cached_property
    def decimals(self) -> int:
        return int(self.number("matchprecision", 1, 1, 10))

    @cached_property
    def radius(self) -> float:
        return self.number("radius", 100, 0.01, 1000)

    @cached_property
    def datasets(self) -> tuple[str, ...]:
        datasets = tuple(self.text("dataset", "DPA").upper().split(","))
        if not set(datasets) <= {"DPA", "LPI"}:
            raise BadQuery(f"Requested dataset must be DPA and/or LPI. Was {','.join(datasets)}")
        return datasets

    @cached_property
    def output_srs(self) -> str:
        return self._srs("output_srs")

    @cached_property
    def point(self) -> tuple[float, float]:
        """In National Grid metres; EPSG:4326 is given as latitude, longitude."""
        first, second = self._numbers("point", 2)
        return to_grid(first, second) if self._srs("srs") in LAT_LONG else (first, second)

    @cached_property
    def box(self) -> tuple[float, float, float, float] | None:
        if "bbox" not in self.given:
            return None
        west, south, east, north = self._numbers("bbox", 4)
        return west, south, east, north

    @cached_property
    def filters(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Each `fq` is one field's choices, told apart by spaces; a row must pass them all."""
        found = []
        for text in self.given.get("fq", []):
            pairs = [part.partition(":") for part in text.split()]
            fields = {field for field, _, _ in pairs}
            if len(fields) != 1 or not fields <= set(FILTERS):
                raise BadQuery(f"Requested fq is not supported. Was {text}")
            found.append((fields.pop(), tuple(value for _, _, value in pairs)))
        return tuple(found)

    def admits(self, lpi: Fields) -> bool:
        if self.box is not None:
            west, south, east, north = self.box
            x, y = lpi["X_COORDINATE"], lpi["Y_COORDINATE"]
            if not (west <= x <= east and south <= y <= north):
                return False
        return all(
            any(fnmatchcase(str(lpi.get(field, "")), value) for value in values)
            for field, values in self.filters
        )

    def shown(self, row: Row) -> list[tuple[str, Fields]]:
        """The row in each dataset asked for; not every property is in DPA."""
        both = {"DPA": row.dpa, "LPI": row.lpi}
        return [(name, found) for name in self.datasets if (found := both[name])]

    def wire(self, row: tuple[str, Fields], score: float) -> dict[str, Any]:
        dataset, fields = row
        hidden = () if self.output_srs in LAT_LONG else ("LNG", "LAT")
        shown = {name: value for name, value in fields.items() if name not in hidden}
        step = 10**self.decimals
        shown["MATCH"] = math.floor(score * step + 1e-9) / step  # truncated, not rounded
        shown["MATCH_DESCRIPTION"] = "EXACT" if score >= 1 else "GOOD"
        return {dataset: shown}

    def _srs(self, name: str) -> str:
        srs = self.text(name, GRID[0]).upper()
        if srs not in GRID + LAT_LONG:
            raise BadQuery(f"Requested {name} is not supported. Was {srs}")
        return srs

    def _numbers(self, name: str, count: int) -> list[float]:
        try:
            numbers = [float(part) for part in self.text(name).split(",")]
        except ValueError:
            numbers = []
        if len(numbers) != count or not all(map(math.isfinite, numbers)):
            raise BadQuery(f"Requested {name} must be {count} numbers with commas between them")
        return numbers


def read(path: str, given: Mapping[str, list[str]]) -> Asked:
    """Raises BadQuery for a parameter that is missing, unknown or out of range."""
    asked = Asked(OWN[path], given)
    if unknown := sorted(set(given) - SHARED - set(asked.names)):
        raise BadQuery(f"Parameter {unknown[0]} is not supported by /{path}")
    if not asked.text(asked.names[0]):
        raise BadQuery(f"Parameter {asked.names[0]} is required")
    if asked.text("format", "JSON").upper() != "JSON":
        raise BadQuery("Requested format must be JSON")
    if path == "postcode":
        _check_postcode(asked.text("postcode").upper())
    if path == "uprn" and not re.fullmatch(r"\d{1,12}", asked.text("uprn")):
        raise BadQuery(f"Requested uprn must be a number. Was {asked.text('uprn')}")
    for value in CHECKED + (("point", "radius") if path == "nearest" else ()):
        getattr(asked, value)
    return asked


def _check_postcode(text: str) -> None:
    """The words of contracts/os-places/examples/error.400.json."""
    if not SECTOR.fullmatch(text):
        raise BadQuery(
            "Requested postcode must contain a minimum of the sector plus 1 digit of the district"
            f" e.g. SO1. Requested postcode was {text}"
        )
