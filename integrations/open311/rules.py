"""What the stand-in insists on before it takes a request or shows a list: every rule of GeoReport
v2 that a real server may insist on, so that what passes here passes there.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from integrations.open311.world import STATUSES, Row, World, stamp

FIELDS = frozenset(
    {
        "api_key",
        "jurisdiction_id",
        "service_code",
        "lat",
        "long",
        "address_string",
        "address_id",
        "email",
        "device_id",
        "account_id",
        "first_name",
        "last_name",
        "phone",
        "description",
        "media_url",
    }
)
UPDATE_FIELDS = frozenset(
    {
        "api_key",
        "jurisdiction_id",
        "service_request_id",
        "service_code",
        "update_id",
        "status",
        "updated_datetime",
        "description",
        "media_url",
        "account_id",
        "email",
        "phone",
        "title",
        "first_name",
        "last_name",
    }
)
UPDATE_NEEDS = ("service_request_id", "update_id", "status", "updated_datetime", "description")
LONGEST_DESCRIPTION = 4000
LONGEST_SPAN = timedelta(days=90)
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
MARKUP = re.compile(r"<[A-Za-z/!?][^>]*>")
ATTRIBUTE = re.compile(r"attribute\[([^\[\]]+)\](\[\])?")
DEMO_KEYS = ("demo-", "test-")

Form = Mapping[str, list[str]]


class Wrong(Exception):
    """Reasons to say no, with the HTTP status."""

    def __init__(self, status: int, *reasons: str) -> None:
        super().__init__(*reasons)
        self.status = status
        self.reasons = reasons


def check_key(form: Form, world: World) -> None:
    """A stand-in takes the keys its world names, or any key that is plainly none of production."""
    key = form.get("api_key", [""])[0]
    allowed = key in world.api_keys if world.api_keys else key.startswith(DEMO_KEYS)
    if not allowed:
        raise Wrong(403, "Invalid api_key received -- can't proceed with create_request.")


def check_jurisdiction(form: Form, world: World) -> None:
    given = form.get("jurisdiction_id", [""])[0]
    if world.jurisdiction and not given:
        raise Wrong(400, "jurisdiction_id was not provided")
    if world.jurisdiction and given != world.jurisdiction:
        raise Wrong(404, "jurisdiction_id was not found")


def check_request(form: Form, world: World) -> None:
    code = form.get("service_code", [""])[0]
    if not code:
        raise Wrong(400, "service_code was not provided")
    if code not in world.services:
        raise Wrong(400, f"service_code {code} was not found")
    faults = [*unknown_fields(form), *place(form), *words(form), *attributes(form, world, code)]
    if faults:
        raise Wrong(400, *faults)


def check_update(form: Form, world: World) -> None:
    """More on a request, from whoever sent it (mySociety's extension)."""
    if not world.takes_updates:
        raise Wrong(404, "updates are not taken here")
    given = {name: values[0] for name, values in form.items()}
    faults = [f"{name} was not provided" for name in UPDATE_NEEDS if not given.get(name)]
    faults += [*unknown_fields(form, UPDATE_FIELDS), *words(form)]
    status = given.get("status", "")
    if status != status.upper() or status.lower() not in STATUSES:
        faults.append(f"status {status} is unknown")
    if as_instant(given.get("updated_datetime", "")) is None:
        faults.append("updated_datetime is not a date and time with a zone")
    if faults:
        raise Wrong(400, *faults)
    wanted = given["service_request_id"]
    if wanted not in {row["service_request_id"] for row in world.requests}:
        raise Wrong(404, f"{wanted} was not found in requests")


def unknown_fields(form: Form, known: frozenset[str] = FIELDS) -> Iterator[str]:
    for name, values in form.items():
        if name not in known and not ATTRIBUTE.fullmatch(name):
            yield f"{name} is not a field of a request"
        elif len(values) > 1 and not name.endswith("[]") and name != "media_url":
            yield f"{name} was provided {len(values)} times"


def place(form: Form) -> Iterator[str]:
    lat, long = form.get("lat", [""])[0], form.get("long", [""])[0]
    elsewhere = any(form.get(name, [""])[0] for name in ("address_string", "address_id"))
    if bool(lat) != bool(long):
        yield "lat and long must be provided together"
    elif lat:
        yield from off_the_map("lat", lat, 90)
        yield from off_the_map("long", long, 180)
    elif not elsewhere:
        yield "a location is required: lat and long, address_string or address_id"


def off_the_map(name: str, text: str, most: int) -> Iterator[str]:
    number = as_number(text)
    if number is None or not -most <= number <= most:
        yield f"{name} is not a coordinate"


def words(form: Form) -> Iterator[str]:
    description = form.get("description", [""])[0]
    if len(description) > LONGEST_DESCRIPTION:
        yield f"description is over {LONGEST_DESCRIPTION} characters"
    if MARKUP.search(description):
        yield "description may not contain HTML"
    email = form.get("email", [""])[0]
    if email and not re.fullmatch(r"[^@\s]+@[^@\s]+", email):
        yield "email is not an address"
    for address in form.get("media_url", []):
        if address and not re.match(r"https?://[^/\s]+/", address):
            yield "media_url is not an address"


def with_files(fields: Mapping[str, list[str]], files: Mapping[str, list[Any]]) -> Form:
    """A form that came with pictures: each is kept by its digest, which the list shows as the
    council's own address of it."""
    if set(files) - {"media"}:
        raise Wrong(400, f"files are taken as media only, not {', '.join(sorted(files))}")
    pictures = [one.body for one in files.get("media", [])]
    if not all(
        body.startswith(JPEG) and body.rstrip(b"\0").endswith(JPEG_END) for body in pictures
    ):
        raise Wrong(400, "media is not a whole JPEG picture")
    if any(fields.get("media_url", [])):
        raise Wrong(400, "media and media_url were both provided")
    kept = [f"https://council.example/media/{sha256(body).hexdigest()}.jpg" for body in pictures]
    return {**fields, **({"media_url": kept} if kept else {})}


def attributes(form: Form, world: World, code: str) -> Iterator[str]:
    rows = {row["code"]: row for row in world.definitions.get(code, {}).get("attributes", [])}
    given: dict[str, list[str]] = {}
    for name, values in form.items():
        if found := ATTRIBUTE.fullmatch(name):
            given.setdefault(found[1], []).extend(values)
            if found[2] and rows.get(found[1], {}).get("datatype") != "multivaluelist":
                yield f"attribute[{found[1]}] takes one value"
    yield from (f"attribute[{name}] is unknown" for name in given if name not in rows)
    for name, row in rows.items():
        values = [text for text in given.get(name, []) if text.strip()]
        if is_true(row["required"]) and not values and asks(row):
            yield f"attribute[{name}] is required"
        yield from (f"attribute[{name}] {fault}" for text in values for fault in wrong(row, text))


def asks(row: Row) -> bool:
    """A text to show needs no answer, even where somebody ticked "required"."""
    return is_true(row["variable"]) or bool(row.get("automated"))


def wrong(row: Row, text: str) -> Iterator[str]:
    if not asks(row):
        yield "is shown only and takes no value"
    elif "values" in row:
        if text not in {each["key"] for each in row["values"]}:
            yield f"has no option {text}"
    elif row["datatype"] == "number":
        if as_number(text) is None:
            yield "is not a number"
    elif row["datatype"] == "datetime" and as_instant(text) is None:
        yield "is not a date and time with a zone"


def is_true(value: object) -> bool:
    return str(value).lower() == "true"


def as_number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"-?\d+(\.\d+)?", text.strip()) else None


def as_instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def chosen(rows: list[Row], query: Form, world: World, date: str) -> list[Row]:
    """The rows a query asks for, newest first; `date` names the field its dates are about."""
    start, end = span(query, world)
    codes, statuses = csv(query, "service_code"), csv(query, "status")
    if strange := sorted(statuses - set(STATUSES)):
        raise Wrong(400, f"status {', '.join(strange)} is unknown")
    found = [
        row
        for row in rows
        if start <= datetime.fromisoformat(row[date]) <= end
        and (not codes or row.get("service_code") in codes)
        and (not statuses or row["status"] in statuses)
    ]
    return sorted(found, key=lambda row: datetime.fromisoformat(row[date]), reverse=True)


def span(query: Form, world: World) -> tuple[datetime, datetime]:
    """At most 90 days, and the last 90 unless told otherwise."""
    given = {name: query.get(name, [""])[0] for name in ("start_date", "end_date")}
    dates = {name: as_instant(text) for name, text in given.items() if text}
    if bad := [name for name, date in dates.items() if date is None]:
        raise Wrong(400, *(f"{name} is not a date and time with a zone" for name in bad))
    now = datetime.fromisoformat(stamp(world.clock.now()))
    start, end = dates.get("start_date"), dates.get("end_date")
    if start is None:
        start = (end or now) - LONGEST_SPAN
    end = end or max(start, min(now, start + LONGEST_SPAN))
    if end - start > LONGEST_SPAN:
        raise Wrong(400, "start_date and end_date are more than 90 days apart")
    return start, end


def csv(query: Form, name: str) -> set[str]:
    return {part.strip() for part in query.get(name, [""])[0].split(",") if part.strip()}
