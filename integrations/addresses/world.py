"""The addresses a stand-in knows: from a few plain facts each to full OS Places rows.

A record may use the contract's field names (LPI or DPA) or plain words; what can be worked out
from the rest may be left out. What cannot is a `BadSeed` that says where.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from integrations.addresses.rows import Fields, Row, rows_of
from integrations.grid import to_grid, to_lat_long
from integrations.standin import BadSeed

# Plain words and DPA names for the LPI fields. NUMBER and FLAT are split into their parts below.
NAMES = {
    "NUMBER": ("house_number", "building_number", "house", "paon"),
    "FLAT": ("sub_building_name", "sub_building", "saon"),
    "PAO_TEXT": ("name", "building_name", "building"),
    "ORGANISATION": ("organisation_name", "business"),
    "STREET_DESCRIPTION": ("street", "street_name", "road", "thoroughfare_name", "thoroughfare"),
    "LOCALITY_NAME": ("locality", "dependent_locality", "area", "village"),
    "TOWN_NAME": ("town", "post_town", "city"),
    "POSTCODE_LOCATOR": ("postcode", "post_code"),
    "LAT": ("latitude",),
    "LNG": ("long", "lon", "longitude"),
    "X_COORDINATE": ("easting", "eastings", "x"),
    "Y_COORDINATE": ("northing", "northings", "y"),
    "LOCAL_CUSTODIAN_CODE": ("custodian", "custodian_code"),
    "CLASSIFICATION_CODE": ("class", "classification"),
    "PARENT_UPRN": ("parent",),
    "LPI_LOGICAL_STATUS_CODE": ("status",),
    "ALTERNATIVE": ("alternative_name",),
}
LPI_NAME = {plain: field for field, words in NAMES.items() for plain in words}
NUMBERS = ("LAT", "LNG", "X_COORDINATE", "Y_COORDINATE")
NEEDED = {"UPRN": "uprn", "STREET_DESCRIPTION": "street", "POSTCODE_LOCATOR": "postcode"}
POSTCODE = re.compile(r"([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})")
HOUSE = re.compile(r"(\d+)([A-Z]?)(?:\s*-\s*(\d+)([A-Z]?))?")


def load(seed: Mapping[str, Any], defaults: Mapping[str, Any]) -> tuple[Row, ...]:
    """Raises BadSeed naming the record and the field."""
    addresses = seed.get("addresses", seed.get("results"))
    if not isinstance(addresses, list):
        raise BadSeed("no list of addresses")
    town, custodian = str(defaults.get("town", "")).upper(), defaults.get("custodian", 0)
    if not str(custodian).isdecimal():
        raise BadSeed("defaults: custodian is not a number")
    records = [_record(record, f"addresses[{place}]") for place, record in enumerate(addresses)]
    for record in records:
        record.setdefault("TOWN_NAME", town)
        record.setdefault("LOCAL_CUSTODIAN_CODE", int(custodian))
    usrns = _street_numbers(records)
    for record in records:
        record.setdefault("USRN", usrns[_street(record)])
    return tuple(row for record in records for row in rows_of(record))


def _record(given: Any, where: str) -> Fields:
    inner = given
    if isinstance(given, Mapping):
        inner = given.get("LPI", given.get("DPA", given))
    if not isinstance(inner, Mapping):
        raise BadSeed(f"{where}: not an object")
    record: Fields = {}
    for key, value in inner.items():
        plain = str(key).strip().lower().replace(" ", "_").replace("-", "_")
        if value is not None and value != "":
            record[LPI_NAME.get(plain, plain.upper())] = value
    for field in [field for field in record if field not in NUMBERS]:
        record[field] = str(record[field]).strip().upper()
    _split_numbers(record)
    _check(record, where)
    _place(record, where)
    return record


def _split_numbers(record: Fields) -> None:
    """Makes "14A" and "10-12" into BS7666 parts; a "number" without digits is a name."""
    for given, part in (("NUMBER", "PAO"), ("FLAT", "SAO")):
        text = record.pop(given, "")
        if parts := HOUSE.fullmatch(text):
            for edge, number, suffix in (("START", 1, 2), ("END", 3, 4)):
                if parts[number]:
                    record[f"{part}_{edge}_NUMBER"] = parts[number]
                if parts[suffix]:
                    record[f"{part}_{edge}_SUFFIX"] = parts[suffix]
        elif text:
            record.setdefault(f"{part}_TEXT", text)


def _check(record: Fields, where: str) -> None:
    missing = [plain for field, plain in NEEDED.items() if field not in record]
    if not any(field in record for field in ("PAO_START_NUMBER", "PAO_TEXT", "ORGANISATION")):
        missing.append("number or name")
    if missing:
        raise BadSeed(f"{where}: no {', no '.join(missing)}")
    if not re.fullmatch(r"\d{1,12}", record["UPRN"]):
        raise BadSeed(f"{where}: a uprn has up to 12 digits")
    postcode = POSTCODE.fullmatch(record["POSTCODE_LOCATOR"])
    if not postcode:
        raise BadSeed(f"{where}: postcode {record['POSTCODE_LOCATOR']} is not one")
    record["POSTCODE_LOCATOR"] = f"{postcode[1]} {postcode[2]}"
    if "LOCAL_CUSTODIAN_CODE" in record:
        record["LOCAL_CUSTODIAN_CODE"] = _number(record, "LOCAL_CUSTODIAN_CODE", where, int)


def _place(record: Fields, where: str) -> None:
    for field in NUMBERS:
        if field in record:
            record[field] = _number(record, field, where, float)
    if "LAT" in record and "LNG" in record:
        if not (49 <= record["LAT"] <= 61 and -9 <= record["LNG"] <= 3):
            raise BadSeed(f"{where}: lat and long are not in Great Britain")
        easting, northing = to_grid(record["LAT"], record["LNG"])
        record.setdefault("X_COORDINATE", easting)
        record.setdefault("Y_COORDINATE", northing)
    elif "X_COORDINATE" in record and "Y_COORDINATE" in record:
        if not (0 <= record["X_COORDINATE"] <= 700_000 and 0 <= record["Y_COORDINATE"] <= 1.3e6):
            raise BadSeed(f"{where}: easting and northing are not in Great Britain")
        lat, long = to_lat_long(record["X_COORDINATE"], record["Y_COORDINATE"])
        record.update(LAT=lat, LNG=long)
    else:
        raise BadSeed(f"{where}: no lat and long, nor easting and northing")


def _number(record: Fields, field: str, where: str, kind: type[int] | type[float]) -> Any:
    try:
        return kind(record[field])
    except (TypeError, ValueError) as fault:
        raise BadSeed(f"{where}: {field} is not a number") from fault


def _street(record: Fields) -> tuple[str, ...]:
    names = ("STREET_DESCRIPTION", "LOCALITY_NAME", "TOWN_NAME")
    return tuple(str(record.get(name, "")) for name in names)


def _street_numbers(records: Iterable[Fields]) -> dict[tuple[str, ...], str]:
    """The USRN somebody gave a street, or one of a row nobody else uses."""
    given: dict[tuple[str, ...], str] = {}
    for record in records:
        if record.get("USRN"):
            given.setdefault(_street(record), record["USRN"])
    for record in records:
        given.setdefault(_street(record), str(99_900_001 + len(given)))
    return given
