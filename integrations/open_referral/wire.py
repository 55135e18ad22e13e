"""A service of the stand-in's world as each version of the standard writes it."""

import re
import uuid
from typing import Any

from integrations.open_referral.world import DATED, HOURS, Entry

OURS = uuid.UUID("5d0c7f0e-2f1b-4b58-9a55-0d1f6f1f4c11")
ABOUT = {
    "version": "HSDS-UK-3.0",
    "profile": "https://docs.openreferraluk.org/en/3.0/",
    "openapi_url": "https://openreferraluk.org/specifications/3.0/openapi.json",
}
Row = dict[str, Any]


def identity(kind: str, name: str) -> str:
    """The same id for the same thing, in every run."""
    return str(uuid.uuid5(OURS, f"{kind}/{name}"))


def term(name: str) -> Row:
    return {"id": identity("term", name), "name": name, "taxonomy": "Stockport services"}


def summary(one: Entry) -> Row:
    """What a list tells: only fields that are one to one."""
    row: Row = {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "status": one.status,
        "url": one.url or None,
        "email": one.email or None,
        "fees": one.fees,
        "assured_date": one.assured,
        "minimum_age": one.minimum_age,
        "maximum_age": one.maximum_age,
        "alert": one.alert or None,
        "organization": {"id": identity("org", one.organization), "name": one.organization},
    }
    return {name: value for name, value in row.items() if value is not None}


def at_location(one: Entry) -> Row:
    return {
        "id": identity("at", one.id),
        "service": {"id": one.id, "name": one.name, "status": one.status},
        "location": _location(one, "addresses"),
    }


def service_v3(one: Entry) -> Row:
    kinds = [
        *(("service_type", name) for name in one.terms),
        ("attending_access", one.entry),
        *(("attending_type", name) for name in one.ways),
        ("capacity", one.capacity),
        *([("eligibility", one.eligibility)] if one.eligibility else []),
        *([("how_to_get_it", one.how)] if one.how else []),
        *([("referral_route", one.referral)] if one.referral else []),
    ]
    return {
        **summary(one),
        "schedules": [_schedule(one, rule, "v3") for rule in one.hours],
        "service_at_locations": _at(one, "addresses"),
        "cost_options": _costs(one),
        "languages": [{"id": identity("lang", f"{one.id}{name}"), "name": name}
                      for name in one.languages],
        "contacts": _contacts(one),
        "attributes": [
            {"id": identity("attr", f"{one.id}{kind}{name}"), "link_type": kind,
             "taxonomy_term": term(name)}
            for kind, name in kinds
        ],
    }  # fmt: skip


def service_v1(one: Entry) -> Row:
    """With the misspelt plurals of the wire, as they are."""
    terms = [
        *(("stockport", name) for name in one.terms),
        ("capacity", one.capacity),
        *([("how_to_get_it", one.how)] if one.how else []),
        *([("referral_route", one.referral)] if one.referral else []),
    ]
    ages = {"minimum_age": one.minimum_age, "maximum_age": one.maximum_age}
    known = {name: value for name, value in ages.items() if value is not None}
    row = {
        **summary(one),
        "attending_access": one.entry,
        "attending_type": ", ".join(one.ways),
        "regular_schedules": [_schedule(one, rule, "v1") for rule in one.hours],
        "holiday_schedules": [],
        "eligibilitys": [
            {"id": identity("elig", one.id), "eligibility": one.eligibility or "Anyone", **known}
        ],
        "service_at_locations": _at(one, "physical_addresses"),
        "cost_options": _costs(one),
        "languages": [{"id": identity("lang", f"{one.id}{name}"), "language": name}
                      for name in one.languages],
        "contacts": _contacts(one),
        "service_taxonomys": [
            {"id": identity("tax", f"{one.id}{kind}{name}"),
             "taxonomy": {"id": identity("term", name), "name": name, "vocabulary": kind}}
            for kind, name in terms
        ],
        "service_areas": [],
        "fundings": [],
        "reviews": [],
    }  # fmt: skip
    return {name: value for name, value in row.items() if name not in known}


def _schedule(one: Entry, rule: str, version: str) -> Row:
    row: Row = {"id": identity("hours", f"{one.id}{rule}")}
    if dated := DATED.fullmatch(rule):
        day = dated["date"]
        row |= {"valid_from": day, "valid_to": day, "dtstart": day, "freq": "DAILY"}
        times = dated
    else:
        times = HOURS.fullmatch(rule)  # type: ignore[assignment]  # checked when it was loaded
        monthly = bool(re.search(r"\d", times["days"]))
        row |= {"freq": "MONTHLY" if monthly else "WEEKLY", "interval": 1, "byday": times["days"]}
    seconds = ":00" if version == "v1" else ""
    return {
        **row,
        "opens_at": times["opens"] + seconds,
        "closes_at": times["closes"] + seconds,
    }


def _location(one: Entry, addresses: str) -> Row:
    return {
        "id": identity("place", one.id),
        "location_type": "physical",
        "name": one.venue,
        "latitude": one.lat,
        "longitude": one.long,
        addresses: [
            {"id": identity("address", one.id), "address_1": one.address, "city": "Stockport",
             "state_province": "Greater Manchester", "postal_code": one.postcode,
             "country": "GB", "address_type": "physical"}
        ],
        "accessibility": [
            {"id": identity("access", f"{one.id}{text}"), "description": text}
            for text in one.access
        ],
    }  # fmt: skip


def _at(one: Entry, addresses: str) -> list[Row]:
    if one.lat is None:
        return []
    return [{"id": identity("at", one.id), "location": _location(one, addresses)}]


def _costs(one: Entry) -> list[Row]:
    amount = 0.0 if one.cost is None and one.fees == "Free" else one.cost
    row = {"id": identity("cost", one.id), "option": one.fees, "amount_description": one.fees}
    return [{**row, **({} if amount is None else {"amount": amount})}]


def _contacts(one: Entry) -> list[Row]:
    if not one.phone:
        return []
    phones = [{"id": identity("phone", one.id), "number": one.phone}]
    return [{"id": identity("contact", one.id), "title": "Enquiries", "phones": phones}]
