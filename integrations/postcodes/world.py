"""The postcodes a stand-in knows: from a postcode, a ward and a point to postcodes.io results."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.grid import to_grid, to_lat_long
from integrations.standin import BadSeed

Fields = dict[str, Any]

# As loose as postcodes.io's own validation: the shape, not the letters Royal Mail leaves out.
POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)\s*([0-9][A-Z]{2})")
PLAIN = {
    "ward": "admin_ward",
    "district": "admin_district",
    "lat": "latitude",
    "long": "longitude",
    "lng": "longitude",
    "lon": "longitude",
    "easting": "eastings",
    "northing": "northings",
    "post_code": "postcode",
}
# Every name may be null on the wire, but none is absent.
NAMES = (
    "country", "nhs_ha", "european_electoral_region", "primary_care_trust", "region", "lsoa",
    "msoa", "parliamentary_constituency", "parliamentary_constituency_2024", "admin_district",
    "parish", "admin_county", "date_of_introduction", "admin_ward", "ced", "ccg", "nuts", "pfa",
    "nhs_region", "ttwa", "national_park", "bua", "icb", "cancer_alliance", "lsoa11", "msoa11",
    "lsoa21", "msoa21", "oa21", "ruc11", "ruc21", "lep1", "lep2",
)  # fmt: skip
CODES = ("admin_district", "admin_county", "admin_ward", "parish", "parliamentary_constituency",
         "ccg", "ced", "nuts", "lsoa", "msoa", "pfa")  # fmt: skip


LIMITS = {"latitude": (49, 61), "longitude": (-9, 3), "eastings": (0, 700_000),
          "northings": (0, 1_300_000)}  # fmt: skip


@dataclass(frozen=True)
class World:
    """By postcode without its space."""

    live: Mapping[str, Fields]
    terminated: Mapping[str, Fields]


def load(seed: Mapping[str, Any], defaults: Mapping[str, Any]) -> World:
    """Raises BadSeed naming the record and the field."""
    own = seed.get("defaults", {})
    if not isinstance(own, Mapping):
        raise BadSeed("defaults is not an object")
    defaults = {**defaults, **own}
    live = _records(seed, "postcodes")
    ended = _records(seed, "terminated")
    return World(
        live={_key(each): _result(each, defaults) for each in live},
        terminated={_key(each): _ended(each) for each in ended},
    )


def tidy(text: str) -> str | None:
    """SK4 1AA, however it was typed; None for what cannot be a postcode."""
    parts = POSTCODE.fullmatch(text.strip().upper())
    return f"{parts[1]} {parts[2]}" if parts else None


def _records(seed: Mapping[str, Any], name: str) -> list[Fields]:
    given = seed.get(name, [])
    if not isinstance(given, list) or (name == "postcodes" and "postcodes" not in seed):
        raise BadSeed(f"no list of {name}")
    return [_record(record, f"{name}[{place}]") for place, record in enumerate(given)]


def _record(given: Any, where: str) -> Fields:
    """A postcode by itself is enough to be known, though nobody then knows where it is."""
    given = {"postcode": given} if isinstance(given, str) else given
    inner = given.get("result", given) if isinstance(given, Mapping) else None
    if not isinstance(inner, Mapping):
        raise BadSeed(f"{where}: not an object")
    record = {PLAIN.get(str(key).lower(), str(key).lower()): value for key, value in inner.items()}
    postcode = tidy(str(record.get("postcode", "")))
    if postcode is None:
        raise BadSeed(f"{where}: postcode {record.get('postcode')} is not one")
    record["postcode"] = postcode
    for field in LIMITS:
        try:
            record[field] = None if record.get(field) is None else float(record[field])
        except (TypeError, ValueError) as fault:
            raise BadSeed(f"{where}: {field} is not a number") from fault
    if not isinstance(record.setdefault("codes", {}), Mapping):
        raise BadSeed(f"{where}: codes is not an object")
    return _placed(record, where)


def _placed(record: Fields, where: str) -> Fields:
    """The other pair of numbers, when one is given. Outside Great Britain there is no grid."""
    for field, (least, most) in LIMITS.items():
        if record[field] is not None and not least <= record[field] <= most:
            raise BadSeed(f"{where}: {field} is not in Great Britain")
    if record["latitude"] is not None and record["longitude"] is not None:
        easting, northing = to_grid(record["latitude"], record["longitude"])
        record["eastings"] = record["eastings"] or easting
        record["northings"] = record["northings"] or northing
    elif record["eastings"] is not None and record["northings"] is not None:
        point = to_lat_long(record["eastings"], record["northings"])
        record["latitude"], record["longitude"] = point
    return record


def _result(record: Fields, defaults: Mapping[str, Any]) -> Fields:
    own_codes, code = record["codes"], record.get("district_code")
    facts = {**{PLAIN.get(name, name): value for name, value in defaults.items()}, **record}
    # The default code belongs to the default district only.
    same_district = facts.get("admin_district") == defaults.get("district")
    code = code or (defaults.get("district_code") if same_district else None)
    outcode, incode = record["postcode"].split()
    return {
        "postcode": record["postcode"],
        "quality": facts.get("quality", 1),
        "eastings": _metres(record["eastings"]),
        "northings": _metres(record["northings"]),
        "longitude": record["longitude"],
        "latitude": record["latitude"],
        "incode": incode,
        "outcode": outcode,
        **{name: facts.get(name) for name in NAMES},
        "codes": {**dict.fromkeys(CODES), "admin_district": code, **own_codes},
    }


def _ended(record: Fields) -> Fields:
    facts = {"year_terminated": 2000, "month_terminated": 1, **record}
    return {
        "postcode": record["postcode"],
        "year_terminated": facts["year_terminated"],
        "month_terminated": facts["month_terminated"],
        "longitude": record["longitude"],
        "latitude": record["latitude"],
        "eastings": _metres(record["eastings"]),
        "northings": _metres(record["northings"]),
    }


def _key(record: Fields) -> str:
    return str(record["postcode"]).replace(" ", "")


def _metres(value: float | None) -> int | None:
    return None if value is None else round(value)
