"""Whose area a postcode is in, and where its middle is: postcodes.io v18.

It is the middle of the postcode that is placed, so a postcode that crosses the borough boundary
may be told wrongly for some of its houses; the gazetteer has the last word on an address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.errors import NotFound, Unreadable

SYSTEM = "postcodes"


@dataclass(frozen=True)
class Postcode:
    """Names and places may be missing: the Channel Islands and new postcodes have none."""

    postcode: str
    district_code: str | None
    district: str | None
    ward: str | None
    lat: float | None
    long: float | None
    easting: float | None = None
    northing: float | None = None


class PostcodeNotFound(NotFound):
    """`terminated`: Royal Mail has ended it. `invalid`: it could never be a postcode."""

    def __init__(self, detail: str, *, terminated: bool = False, invalid: bool = False) -> None:
        super().__init__(SYSTEM, detail)
        self.terminated = terminated
        self.invalid = invalid


def from_result(result: Mapping[str, Any]) -> Postcode:
    """Raises Unreadable when a result lacks what the contract promises."""
    try:
        return Postcode(
            postcode=str(result["postcode"]),
            district_code=result["codes"].get("admin_district"),
            district=result.get("admin_district"),
            ward=result.get("admin_ward"),
            lat=_number(result["latitude"]),
            long=_number(result["longitude"]),
            easting=_number(result.get("eastings")),
            northing=_number(result.get("northings")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Unreadable(SYSTEM, f"a postcode without {fault}") from fault


def _number(value: Any) -> float | None:
    return None if value is None else float(value)
