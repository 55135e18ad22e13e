"""OS Places' own rows, LPI and DPA, in its field names and order, from the facts of a property."""

from dataclasses import dataclass
from typing import Any

from integrations.addresses.contract import APPROVED, Order, from_lpi

Fields = dict[str, Any]

STATUS = {"1": "APPROVED", "3": "ALTERNATIVE", "6": "PROVISIONAL", "8": "HISTORICAL"}
# AddressBase classes that no post is delivered to: land, shells and street records, transport.
NOT_POSTAL = ("L", "P", "CT")
HOUSE = "RD04"
NOTHING = (None, "")

LPI_ORDER = (
    "UPRN", "ADDRESS", "USRN", "LPI_KEY", "ORGANISATION",
    "SAO_START_NUMBER", "SAO_START_SUFFIX", "SAO_END_NUMBER", "SAO_END_SUFFIX", "SAO_TEXT",
    "PAO_START_NUMBER", "PAO_START_SUFFIX", "PAO_END_NUMBER", "PAO_END_SUFFIX", "PAO_TEXT",
    "STREET_DESCRIPTION", "LOCALITY_NAME", "TOWN_NAME", "ADMINISTRATIVE_AREA", "POSTCODE_LOCATOR",
    "RPC", "X_COORDINATE", "Y_COORDINATE", "LNG", "LAT", "STATUS", "LOGICAL_STATUS_CODE",
    "CLASSIFICATION_CODE", "LOCAL_CUSTODIAN_CODE", "COUNTRY_CODE", "POSTAL_ADDRESS_CODE",
    "BLPU_STATE_CODE", "STREET_STATE_CODE", "LPI_LOGICAL_STATUS_CODE",
    "LPI_LOGICAL_STATUS_CODE_DESCRIPTION", "PARENT_UPRN", "LANGUAGE",
)  # fmt: skip
IN_BOTH = (
    "RPC", "X_COORDINATE", "Y_COORDINATE", "LNG", "LAT", "STATUS", "LOGICAL_STATUS_CODE",
    "CLASSIFICATION_CODE", "LOCAL_CUSTODIAN_CODE", "COUNTRY_CODE", "POSTAL_ADDRESS_CODE",
    "BLPU_STATE_CODE", "PARENT_UPRN", "LANGUAGE",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One LPI, and the delivery point of the same property when post goes there."""

    lpi: Fields
    dpa: Fields | None
    order: Order


def rows_of(record: Fields) -> list[Row]:
    """A property's row, and a second one when it has an alternative name."""
    given = dict(record)
    alternative = given.pop("ALTERNATIVE", None)
    rows = [_row(given)]
    if alternative:
        other = {key: value for key, value in given.items() if not key.startswith("PAO_")}
        other.update(PAO_TEXT=alternative, LOGICAL_STATUS_CODE="1", LPI_LOGICAL_STATUS_CODE="3")
        rows.append(_row({**other, "LPI_KEY": f"{_key(given)}A"}))
    return rows


def _row(given: Fields) -> Row:
    status = str(given.get("LPI_LOGICAL_STATUS_CODE", given.get("LOGICAL_STATUS_CODE", APPROVED)))
    whole = "1" if status == "3" else status
    name = STATUS.get(status, "")
    lpi: Fields = {
        "ADDRESS": _line(given),
        "LPI_KEY": _key(given),
        "ADMINISTRATIVE_AREA": given["TOWN_NAME"],
        "RPC": "2",
        "STATUS": STATUS.get(whole, ""),
        "LOGICAL_STATUS_CODE": whole,
        "CLASSIFICATION_CODE": HOUSE,
        "COUNTRY_CODE": "E",
        "BLPU_STATE_CODE": "2",
        "STREET_STATE_CODE": "2",
        "LPI_LOGICAL_STATUS_CODE": status,
        "LPI_LOGICAL_STATUS_CODE_DESCRIPTION": name,
        "LANGUAGE": "EN",
        **given,
    }
    postal = not lpi["CLASSIFICATION_CODE"].startswith(NOT_POSTAL)
    lpi.setdefault("POSTAL_ADDRESS_CODE", "D" if postal else "N")
    others = [field for field in lpi if field not in LPI_ORDER]
    wire = {field: lpi[field] for field in (*LPI_ORDER, *others) if lpi.get(field) not in NOTHING}
    delivered = lpi["POSTAL_ADDRESS_CODE"] == "D" and status == APPROVED
    return Row(wire, _dpa(wire) if delivered else None, from_lpi(wire).order)


def _dpa(lpi: Fields) -> Fields:
    flat = lpi.get("SAO_TEXT", _house(lpi, "SAO"))
    record = {
        "UPRN": lpi["UPRN"],
        "UDPRN": lpi["UPRN"][-8:],
        "ADDRESS": lpi["ADDRESS"],
        "ORGANISATION_NAME": lpi.get("ORGANISATION"),
        "SUB_BUILDING_NAME": flat,
        "BUILDING_NAME": lpi.get("PAO_TEXT"),
        "BUILDING_NUMBER": _house(lpi, "PAO"),
        "THOROUGHFARE_NAME": lpi["STREET_DESCRIPTION"],
        "DEPENDENT_LOCALITY": lpi.get("LOCALITY_NAME"),
        "POST_TOWN": lpi.get("TOWN_NAME"),
        "POSTCODE": lpi["POSTCODE_LOCATOR"],
    }
    record.update((field, lpi[field]) for field in IN_BOTH if field in lpi)
    return {field: value for field, value in record.items() if value not in NOTHING}


def _line(given: Fields) -> str:
    """FLAT 2, LAPWING COURT, 3 NORTHUMBRIA RISE, BRINNINGTON, STOCKPORT, SK5 8ZL"""
    street = f"{_house(given, 'PAO')} {given['STREET_DESCRIPTION']}".strip()
    flat = given.get("SAO_TEXT") or _house(given, "SAO")
    town = given.get("TOWN_NAME", "")
    parts = [given.get("ORGANISATION", ""), flat, given.get("PAO_TEXT", ""), street,
             given.get("LOCALITY_NAME", ""), town, given["POSTCODE_LOCATOR"]]  # fmt: skip
    return ", ".join(part for place, part in enumerate(parts) if part and part not in parts[:place])


def _house(given: Fields, part: str) -> str:
    start, end = (
        f"{given.get(f'{part}_{edge}_NUMBER', '')}{given.get(f'{part}_{edge}_SUFFIX', '')}"
        for edge in ("START", "END")
    )
    return f"{start}-{end}" if end else start


def _key(given: Fields) -> str:
    return str(given.get("LPI_KEY") or f"{given['LOCAL_CUSTODIAN_CODE']}L{given['UPRN'][-9:]}")
