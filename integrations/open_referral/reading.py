"""A service from its wire shape, version 3 or 1. What only one version has is empty in the other.

Version 3 tells how to get in, in which way and whether there is room by attributes; version 1 has
`attending_access` and `attending_type`, and terms of the vocabulary `capacity`.
"""

from typing import Any

from integrations.open_referral import fields
from integrations.open_referral.contract import (
    APPOINTMENT,
    BY_EMAIL,
    BY_NOBODY,
    HOME,
    MEMBERS,
    ONLINE,
    OPEN,
    PAUSED,
    PHONE,
    REFERRAL,
    VENUE,
    VOUCHER,
    WAITING,
    WALK_IN,
    Cost,
    InvalidField,
    Opening,
    Service,
    Site,
)
from integrations.open_referral.fields import Row

ENTRIES = (REFERRAL, VOUCHER, MEMBERS, APPOINTMENT, WALK_IN)
WAYS = (VENUE, PHONE, ONLINE, HOME)
CAPACITIES = (PAUSED, WAITING, OPEN)
ENTRY, WAY, CAPACITY, ELIGIBLE, HOW, ROUTE = (
    "attending_access",
    "attending_type",
    "capacity",
    "eligibility",
    "how_to_get_it",
    "referral_route",
)
FLAGS = (ENTRY, WAY, CAPACITY, ELIGIBLE, HOW, ROUTE)


def summary(data: Row, where: str = "") -> tuple[str, str]:
    """The id and status of one in a list; its other fields are checked as well."""
    fields.email(data, where)
    fields.needed(data, "name", where)
    return fields.needed(data, "id", where), fields.text(data, "status", where) or "active"


def service(data: Any, version: int) -> Service:
    """Raises InvalidField, which names the field."""
    whole = fields.row(data, "service")
    told = _attributes(whole) if version == 3 else _v1_flags(whole)
    topics = [(kind, name) for kind, name in told if kind not in FLAGS]

    def flags(kind: str) -> list[str]:
        return [name for one, name in told if one == kind]

    return Service(
        id=fields.needed(whole, "id"),
        name=fields.needed(whole, "name"),
        organization=_organization(whole),
        status=fields.text(whole, "status") or "active",
        description=fields.text(whole, "description"),
        url=fields.text(whole, "url"),
        email=fields.email(whole),
        phones=_phones(whole),
        alert=fields.text(whole, "alert"),
        fees=fields.text(whole, "fees"),
        assured=fields.day(whole, "assured_date"),
        modified=fields.text(whole, "last_modified") or None,
        min_age=_age(whole, "minimum_age", min),
        max_age=_age(whole, "maximum_age", max),
        eligibility=" ".join(flags(ELIGIBLE)),
        topics=tuple(dict.fromkeys(name for _, name in topics)),
        languages=tuple(
            name
            for one in fields.rows(whole.get("languages"), "languages")
            if (name := fields.text(one, "name") or fields.text(one, "language"))
        ),
        entry=fields.first(one for one in ENTRIES if one in flags(ENTRY)),
        ways=tuple(one for one in WAYS if one in flags(WAY)),
        capacity=fields.first(one for one in CAPACITIES if one in flags(CAPACITY)) or OPEN,
        how=" ".join(flags(HOW)),
        referral=_route(fields.first(flags(ROUTE)), fields.email(whole)),
        sites=_sites(whole),
        openings=_openings(whole, version),
        costs=_costs(whole),
    )


def _organization(whole: Row) -> str:
    found = fields.row(whole.get("organization") or {}, "organization")
    return fields.text(found, "name", "organization.")


def _route(told: str, email: str) -> str:
    """Where the directory does not say, a service that gives an e-mail address is written to."""
    found = told or (BY_EMAIL if email else "")
    return "" if found == BY_NOBODY or (found == BY_EMAIL and not email) else found


def _attributes(whole: Row) -> list[tuple[str, str]]:
    found = []
    for at, one in enumerate(fields.rows(whole.get("attributes"), "attributes")):
        where = f"attributes[{at}].taxonomy_term."
        term = fields.row(one.get("taxonomy_term") or {}, where[:-1])
        kind = fields.text(one, "link_type")
        found += _named(kind, term, "term_uri", where)
    return found


def _named(kind: str, term: Row, code: str, where: str) -> list[tuple[str, str]]:
    """A term by its name, and a topic by its code as well."""
    keys = ("name",) if kind in FLAGS else ("name", code)
    return [(kind, said) for key in keys if (said := fields.text(term, key, where))]


def _v1_flags(whole: Row) -> list[tuple[str, str]]:
    found = [(kind, name.strip()) for kind in (ENTRY, WAY)
             for name in fields.text(whole, kind).split(",") if name.strip()]  # fmt: skip
    for at, one in enumerate(fields.rows(whole.get("service_taxonomys"), "service_taxonomys")):
        where = f"service_taxonomys[{at}].taxonomy."
        term = fields.row(one.get("taxonomy") or {}, where[:-1])
        kind = fields.text(term, "vocabulary", where)
        found += _named(kind, term, "id", where)
    found += [
        (ELIGIBLE, said)
        for one in fields.rows(whole.get("eligibilitys"), "eligibilitys")
        if (said := fields.text(one, "eligibility"))
    ]
    return found


def _age(whole: Row, name: str, of: Any) -> int | None:
    own = fields.age(whole, name)
    rows = fields.rows(whole.get("eligibilitys"), "eligibilitys")
    others = [found for one in rows if (found := fields.age(one, name)) is not None]
    ages = [own] if own is not None else others
    return of(ages) if ages else None


def _phones(whole: Row) -> tuple[str, ...]:
    places = [whole, *fields.rows(whole.get("contacts"), "contacts")]
    found = [
        number
        for place in places
        for one in fields.rows(place.get("phones"), "phones")
        if (number := fields.text(one, "number"))
    ]
    return tuple(dict.fromkeys(found))


def _sites(whole: Row) -> tuple[Site, ...]:
    found = []
    for at, one in enumerate(
        fields.rows(whole.get("service_at_locations"), "service_at_locations")
    ):
        where = f"service_at_locations[{at}].location"
        place = fields.row(one.get("location") or {}, where)
        if fields.text(place, "location_type", f"{where}.") in ("virtual", "postal"):
            continue
        kept = fields.rows(
            place.get("addresses") or place.get("physical_addresses"), f"{where}.addresses"
        )
        first = kept[0] if kept else {}
        lines = [fields.text(first, key) for key in ("address_1", "city")]
        found.append(
            Site(
                name=fields.text(place, "name", f"{where}."),
                address=", ".join(line for line in lines if line),
                postcode=fields.text(first, "postal_code"),
                lat=_degrees(place, "latitude", 90),
                long=_degrees(place, "longitude", 180),
                access=_access(place, where),
            )
        )
    return tuple(found)


def _access(place: Row, where: str) -> tuple[str, ...]:
    rows = fields.rows(
        place.get("accessibility") or place.get("accessibility_for_disabilities"),
        f"{where}.accessibility",
    )
    return tuple(
        said for one in rows
        if (said := fields.text(one, "description") or fields.text(one, "accessibility"))
    )  # fmt: skip


def _degrees(place: Row, name: str, most: int) -> float | None:
    """Published examples stand at latitude 100: what is nowhere has no distance."""
    found = fields.number(place, name)
    return found if found is not None and abs(found) <= most else None


def _openings(whole: Row, version: int) -> tuple[Opening, ...]:
    name = "schedules" if version == 3 else "regular_schedules"
    found = []
    for at, one in enumerate(fields.rows(whole.get(name), name)):
        where = f"{name}[{at}]."
        starts = fields.day(one, "dtstart", where)
        interval = fields.age(one, "interval") or 1
        if interval < 1:
            raise InvalidField(f"{where}interval", "is not a positive number")
        found.append(
            Opening(
                days=fields.days(fields.text(one, "byday", where)),
                opens=fields.clock(one, "opens_at", where),
                closes=fields.clock(one, "closes_at", where),
                freq=(fields.text(one, "freq", where) or ("DAILY" if starts else "WEEKLY")).upper(),
                interval=interval,
                month_days=tuple(
                    int(day)
                    for day in fields.days(fields.text(one, "bymonthday", where))
                    if day.isdecimal()
                ),
                starts=starts,
                valid_from=fields.day(one, "valid_from", where),
                valid_to=fields.day(one, "valid_to", where),
                note=fields.text(one, "description", where),
            )
        )
    return tuple(found)


def _costs(whole: Row) -> tuple[Cost, ...]:
    return tuple(
        Cost(
            fields.text(one, "option"),
            fields.number(one, "amount"),
            fields.text(one, "amount_description"),
        )
        for one in fields.rows(whole.get("cost_options"), "cost_options")
    )
