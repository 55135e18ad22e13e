"""Community services as Open Referral UK tells them (https://docs.openreferraluk.org).

Two versions on the wire, one set of facts: reading.py reads them, fields.py checks each field.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "open_referral"
ACTIVE = "active"
WALK_IN, REFERRAL, VOUCHER = "drop-in", "referral", "voucher"
MEMBERS, APPOINTMENT = "membership", "appointment"
OPEN, WAITING, PAUSED = "open", "waiting", "paused"
VENUE, PHONE, ONLINE, HOME = "venue", "phone", "online", "home visit"
BY_EMAIL, BY_REQUEST, BY_NOBODY = "email", "open311:", "none"


class InvalidField(Unreadable):
    """A field that breaks the standard; `field` is where it is, as `contents[2].email`."""

    def __init__(self, field: str, why: str) -> None:
        super().__init__(SYSTEM, f"{field} {why}")
        self.field = field


@dataclass(frozen=True)
class Opening:
    """One repeating or dated opening. Days are MO..SU, with a number before it (1TU) when the rule
    is monthly; times are HH:MM."""

    days: tuple[str, ...] = ()
    opens: str = ""
    closes: str = ""
    freq: str = "WEEKLY"
    interval: int = 1
    month_days: tuple[int, ...] = ()
    starts: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    note: str = ""


@dataclass(frozen=True)
class Site:
    name: str
    address: str
    postcode: str
    lat: float | None = None
    long: float | None = None
    access: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cost:
    option: str
    amount: float | None
    text: str


@dataclass(frozen=True, kw_only=True)
class Service:
    """`topics` are the names and codes of its taxonomy terms; `entry` is how one gets in; `assured`
    is the day somebody last checked it; `referral` is how the council may pass a name on to it:
    "email", "open311:" and a service code, or nothing."""

    id: str
    name: str
    organization: str
    status: str
    description: str = ""
    url: str = ""
    email: str = ""
    phones: tuple[str, ...] = ()
    alert: str = ""
    fees: str = ""
    assured: str | None = None
    modified: str | None = None
    min_age: int | None = None
    max_age: int | None = None
    eligibility: str = ""
    topics: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    entry: str = ""
    ways: tuple[str, ...] = ()
    capacity: str = OPEN
    how: str = ""
    referral: str = ""
    sites: tuple[Site, ...] = field(default=())
    openings: tuple[Opening, ...] = field(default=())
    costs: tuple[Cost, ...] = field(default=())


def as_data(service: Service) -> dict[str, Any]:
    """What is kept in the local copy."""
    return asdict(service)


def from_data(data: Mapping[str, Any]) -> Service:
    """What was kept in the local copy."""
    nested = {
        "sites": tuple(Site(**{**one, "access": tuple(one["access"])}) for one in data["sites"]),
        "openings": tuple(
            Opening(**{**one, "days": tuple(one["days"]), "month_days": tuple(one["month_days"])})
            for one in data["openings"]
        ),
        "costs": tuple(Cost(**one) for one in data["costs"]),
    }
    lists = {name: tuple(data[name]) for name in ("phones", "topics", "languages", "ways")}
    return Service(**{**data, **lists, **nested})
