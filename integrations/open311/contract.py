"""Requests to a council in the words of Open311 GeoReport v2, with mySociety's additions that UK
councils use (groups, automated attributes, extended statuses).

Read leniently, because servers differ: ids come as numbers or text, true comes as "true", lists
come bare or wrapped, and null, "" and absent are all the same.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "open311"
LONGEST_DESCRIPTION = 4000
# The attribute in which UK adapters take the sender's own reference.
REFERENCE_ATTRIBUTE = "fixmystreet_id"
REFERENCE_LINE = "Doorstep reference: "


@dataclass(frozen=True)
class Service:
    """`metadata`: there are attributes to ask. `type`: realtime gives an id at once, batch a token
    to poll with, blackbox neither."""

    code: str
    name: str
    description: str = ""
    metadata: bool = False
    type: str = "realtime"
    keywords: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option:
    """The key is sent, the name is shown."""

    key: str
    name: str


@dataclass(frozen=True)
class Attribute:
    """`variable` false is a text to show, not to ask. `automated` (server_set, hidden_field) is
    for us to fill, never for the resident."""

    code: str
    datatype: str = "string"
    required: bool = False
    variable: bool = True
    automated: str = ""
    description: str = ""
    datatype_description: str = ""
    order: int = 0
    values: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Definition:
    service_code: str
    attributes: tuple[Attribute, ...] = ()

    @property
    def questions(self) -> tuple[Attribute, ...]:
        """What to ask the resident, in the council's order."""
        return tuple(each for each in self.attributes if each.variable and not each.automated)

    def automatic(self, known: Mapping[str, str]) -> dict[str, str]:
        """The attributes it wants from our program, out of what is known. Our reference is left
        empty: the client puts it in."""
        wanted = [each.code for each in self.attributes if each.automated]
        mine = {REFERENCE_ATTRIBUTE: "", **known}
        return {code: mine[code] for code in wanted if code in mine}

    @property
    def notices(self) -> tuple[str, ...]:
        """What the council wants the resident told."""
        shown = (each for each in self.attributes if not each.variable and not each.automated)
        return tuple(each.description for each in shown if each.description)


@dataclass(frozen=True, kw_only=True)
class NewRequest:
    """`attributes` are by code; several keys for a multivaluelist. REFERENCE_ATTRIBUTE may be left
    empty: the client puts our reference in. Pictures go as `media_urls`, for a council that fetches
    them, or as `media`, JPEG inside the request itself."""

    service_code: str
    description: str
    reference: str
    lat: float | None = None
    long: float | None = None
    address_string: str = ""
    attributes: Mapping[str, str | tuple[str, ...] | list[str]] = field(default_factory=dict)
    media_urls: tuple[str, ...] = ()
    media: tuple[bytes, ...] = ()
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Submitted:
    """A blackbox service gives neither id nor token."""

    service_request_id: str | None = None
    token: str | None = None
    notice: str = ""


@dataclass(frozen=True)
class Request:
    service_request_id: str
    status: str
    service_code: str
    service_name: str = ""
    status_notes: str = ""
    description: str = ""
    notice: str = ""
    agency: str = ""
    requested: datetime | None = None
    updated: datetime | None = None
    expected: datetime | None = None
    address: str = ""
    lat: float | None = None
    long: float | None = None
    media_url: str = ""

    def carries(self, reference: str) -> bool:
        """Whether it is the one we sent under that reference."""
        return (
            re.search(rf"(?<![\w-]){re.escape(reference)}(?![\w-])", self.description) is not None
        )


@dataclass(frozen=True)
class Update:
    """One entry of mySociety's update feed: what became of a request, in the council's words."""

    update_id: str
    service_request_id: str
    status: str
    at: datetime | None = None
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class NewUpdate:
    """More on a request that the council has. `reference` is our own name for it, and goes into the
    description too, so that it can be found again."""

    service_request_id: str
    service_code: str
    status: str
    description: str
    reference: str
    at: datetime
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""


def rows(data: Any, wrapper: str) -> list[Mapping[str, Any]]:
    """The objects of an answer: a bare list, or wrapped as fixmystreet.com does."""
    found = data.get(wrapper) if isinstance(data, Mapping) else data
    if not isinstance(found, list) or not all(isinstance(row, Mapping) for row in found):
        raise Unreadable(SYSTEM, f"no list of {wrapper}")
    return found


def service(row: Mapping[str, Any]) -> Service:
    groups = row.get("groups") or [row.get("group")]
    return Service(
        code=needed(row, "service_code"),
        name=needed(row, "service_name"),
        description=text(row.get("description")),
        metadata=truth(row.get("metadata")),
        type=text(row.get("type")) or "realtime",
        keywords=tuple(word for word in re.split(r"\s*,\s*", text(row.get("keywords"))) if word),
        groups=tuple(text(group) for group in listed(groups) if group),
    )


def definition(data: Any) -> Definition:
    if isinstance(data, list) and len(data) == 1:
        data = data[0]
    if not isinstance(data, Mapping):
        raise Unreadable(SYSTEM, "no service definition")
    found = [attribute(row) for row in rows(data.get("attributes") or [], "attributes")]
    ordered = sorted(found, key=lambda each: each.order)
    return Definition(needed(data, "service_code"), tuple(ordered))


def attribute(row: Mapping[str, Any]) -> Attribute:
    values = [
        Option(needed(each, "key"), text(each.get("name")) or needed(each, "key"))
        for each in rows(row.get("values") or [], "values")
    ]
    return Attribute(
        code=needed(row, "code"),
        datatype=text(row.get("datatype")) or "string",
        required=truth(row.get("required")),
        variable=truth(row.get("variable", True)),
        automated=text(row.get("automated")),
        description=text(row.get("description")),
        datatype_description=text(row.get("datatype_description")),
        order=int(number(row.get("order")) or 0),
        values=tuple(values),
    )


def submitted(data: Any) -> Submitted:
    answers = rows(data, "service_requests")
    if len(answers) != 1:
        raise Unreadable(SYSTEM, f"{len(answers)} answers to one request")
    return Submitted(
        service_request_id=text(answers[0].get("service_request_id")) or None,
        token=text(answers[0].get("token")) or None,
        notice=text(answers[0].get("service_notice")),
    )


def request(row: Mapping[str, Any]) -> Request:
    return Request(
        service_request_id=needed(row, "service_request_id"),
        status=needed(row, "status").lower(),
        service_code=text(row.get("service_code")),
        service_name=text(row.get("service_name")),
        status_notes=text(row.get("status_notes")),
        description=text(row.get("description")),
        notice=text(row.get("service_notice")),
        agency=text(row.get("agency_responsible")),
        requested=instant(row.get("requested_datetime")),
        updated=instant(row.get("updated_datetime")),
        expected=instant(row.get("expected_datetime")),
        address=text(row.get("address")),
        lat=number(row.get("lat")),
        long=number(row.get("long")),
        media_url=text(row.get("media_url")),
    )


def update(row: Mapping[str, Any]) -> Update:
    return Update(
        update_id=needed(row, "update_id"),
        service_request_id=needed(row, "service_request_id"),
        status=needed(row, "status").lower(),
        at=instant(row.get("updated_datetime")),
        description=text(row.get("description")),
    )


def needed(row: Mapping[str, Any], name: str) -> str:
    if found := text(row.get(name)):
        return found
    raise Unreadable(SYSTEM, f"nothing in {name}")


def text(given: Any) -> str:
    """fixmystreet.com puts an object where the spec has a text; it has nothing we need."""
    return str(given).strip() if isinstance(given, str | int | float) else ""


def listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def truth(given: Any) -> bool:
    return str(given).strip().lower() in ("true", "1", "yes")


def number(given: Any) -> float | None:
    try:
        return None if given in (None, "") else float(given)
    except (TypeError, ValueError) as fault:
        raise Unreadable(SYSTEM, "a number that is none") from fault


def instant(given: Any) -> datetime | None:
    """An instant without a zone breaks the spec; it is taken as UTC."""
    try:
        found = datetime.fromisoformat(text(given))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
