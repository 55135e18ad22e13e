"""The council the stand-in plays: its services, their questions, and the requests it has taken.

A seed is {"services": [...], "definitions": {code: {...}}, "requests": [...]} in Open311's own
words; `requests`, `updates`, `takes_updates` (may senders tell more of a request?), `notices`,
`api_keys`, `jurisdiction_id` and `agency` may be left out.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.clock import Clock
from integrations.standin import BadSeed, Seed

KNOWN = frozenset(
    {
        "services",
        "definitions",
        "requests",
        "updates",
        "takes_updates",
        "takes_files",
        "notices",
        "api_keys",
        "jurisdiction_id",
        "agency",
    }
)
TYPES = ("realtime", "batch", "blackbox")
DATATYPES = ("string", "number", "datetime", "text", "singlevaluelist", "multivaluelist")
LIST_TYPES = DATATYPES[4:]
STATUSES = (
    "open",
    "closed",
    "fixed",
    "in_progress",
    "planned",
    "action_scheduled",
    "investigating",
    "duplicate",
    "not_councils_responsibility",
    "no_further_action",
    "internal_referral",
    "cancelled",
    "reopen",
    "for_triage",
    "unchanged",
)
FIRST_ID = 760001
DATES = ("requested_datetime", "updated_datetime", "expected_datetime")

Row = dict[str, Any]


class World:
    def __init__(self, seed: Seed, clock: Clock) -> None:
        if unknown := sorted(set(seed) - KNOWN):
            raise BadSeed(f"unknown: {', '.join(unknown)}")
        self.clock = clock
        definitions = of_kind(seed, "definitions", dict, {})
        self.services = {
            row["service_code"]: row
            for row in (
                read_service(row, definitions) for row in of_kind(seed, "services", list, [])
            )
        }
        self.definitions = {code: read_definition(code, data) for code, data in definitions.items()}
        self.check_codes()
        self.notices: Row = of_kind(seed, "notices", dict, {})
        self.api_keys: list[str] = of_kind(seed, "api_keys", list, [])
        self.jurisdiction: str = of_kind(seed, "jurisdiction_id", str, "")
        self.agency: str = of_kind(seed, "agency", str, "")
        self.takes_updates: bool = of_kind(seed, "takes_updates", bool, True)
        self.takes_files: bool = of_kind(seed, "takes_files", bool, False)
        self.updates: list[Row] = [
            read_update(row, clock) for row in of_kind(seed, "updates", list, [])
        ]
        self.requests: list[Row] = [
            self.read_request(row) for row in of_kind(seed, "requests", list, [])
        ]
        self.tokens: dict[str, str] = {}
        self.asked: set[str] = set()
        self._next = FIRST_ID

    def check_codes(self) -> None:
        for code in self.definitions:
            if code not in self.services:
                raise BadSeed(f"definitions.{code}: there is no such service")
        for code, service in self.services.items():
            if service["metadata"] and code not in self.definitions:
                raise BadSeed(f"services.{code}: it has metadata but no definition")

    def read_request(self, row: Any) -> Row:
        if not isinstance(row, dict) or not row.get("service_request_id"):
            raise BadSeed("requests: one has no service_request_id")
        where = f"requests.{row['service_request_id']}"
        if row.get("service_code") not in self.services:
            raise BadSeed(f"{where}: there is no service {row.get('service_code')}")
        if row.get("status", "open") not in STATUSES:
            raise BadSeed(f"{where}: status is none of {', '.join(STATUSES)}")
        dated = {name: read_date(where, row.get(name), self.clock) for name in DATES}
        dated["requested_datetime"] = dated["requested_datetime"] or stamp(self.clock.now())
        dated["updated_datetime"] = dated["updated_datetime"] or dated["requested_datetime"]
        return {**self.blank(str(row["service_code"])), **row, **dated}

    def blank(self, code: str) -> Row:
        return {
            "service_request_id": None,
            "status": "open",
            "status_notes": None,
            "service_name": self.services[code]["service_name"],
            "service_code": code,
            "description": None,
            "agency_responsible": self.agency or None,
            "service_notice": self.notices.get(code),
            "requested_datetime": None,
            "updated_datetime": None,
            "expected_datetime": None,
            "address": None,
            "address_id": None,
            "zipcode": None,
            "lat": None,
            "long": None,
            "media_url": None,
        }

    def take(self, form: Mapping[str, list[str]]) -> Row:
        """Logs a request that has been checked, and gives the answer of its kind of service."""
        code = form["service_code"][0]
        first = {name: values[0] for name, values in form.items() if values[0]}
        made = {
            **self.blank(code),
            "service_request_id": self.new_id(),
            "description": first.get("description"),
            "address": first.get("address_string"),
            "address_id": first.get("address_id"),
            "lat": float(first["lat"]) if "lat" in first else None,
            "long": float(first["long"]) if "long" in first else None,
            "media_url": first.get("media_url"),
        }
        made["requested_datetime"] = made["updated_datetime"] = stamp(self.clock.now())
        self.requests.append(made)
        return self.answer(made)

    def answer(self, made: Row) -> Row:
        kind = self.services[made["service_code"]]["type"]
        rest = {"service_notice": made["service_notice"], "account_id": None}
        if kind == "realtime":
            return {"service_request_id": made["service_request_id"], **rest}
        if kind == "batch":
            token = f"T{made['service_request_id']}"
            self.tokens[token] = made["service_request_id"]
            return {"token": token, **rest}
        return rest

    def id_of(self, token: str) -> str | None:
        """As a slow back office would: nothing yet when it is asked for the first time."""
        if token in self.asked:
            return self.tokens[token]
        self.asked.add(token)
        return None

    def take_update(self, form: Mapping[str, list[str]]) -> Row:
        """Keeps what a sender tells more of a request; a closed one is opened by OPEN."""
        given = {name: values[0] for name, values in form.items() if values[0]}
        row = {
            "update_id": f"U{len(self.updates) + 1:04d}",
            "service_request_id": given["service_request_id"],
            "status": given["status"].lower(),
            "description": given["description"],
            "updated_datetime": stamp(self.clock.now()),
        }
        return {"update_id": self.work(row)["update_id"]}

    def work(self, order: Row) -> Row:
        """Something is done about a request: it is in the feed, and the request has its status."""
        update = read_update({"update_id": f"W{len(self.updates) + 1:04d}", **order}, self.clock)
        self.updates.append(update)
        for row in self.requests:
            if row["service_request_id"] == str(update["service_request_id"]):
                if update["status"] != "unchanged":
                    row["status"] = update["status"]
                row["updated_datetime"] = update["updated_datetime"]
        return update

    def new_id(self) -> str:
        taken = {row["service_request_id"] for row in self.requests}
        while str(self._next) in taken:
            self._next += 1
        return str(self._next)


def of_kind(seed: Seed, name: str, kind: type, otherwise: Any) -> Any:
    found = seed.get(name)
    if found is None:
        return otherwise
    if not isinstance(found, kind):
        raise BadSeed(f"{name} is not of type {kind.__name__}")
    return found


def read_service(row: Any, definitions: Row) -> Row:
    if not isinstance(row, dict) or not row.get("service_code") or not row.get("service_name"):
        raise BadSeed("services: one lacks service_code or service_name")
    code = str(row["service_code"])
    if row.get("type", "realtime") not in TYPES:
        raise BadSeed(f"services.{code}: type is none of {', '.join(TYPES)}")
    metadata = str(row.get("metadata", code in definitions)).lower() == "true"
    plain = {"description": "", "type": "realtime", "keywords": "", "group": None}
    return {**plain, **row, "service_code": code, "metadata": metadata}


def read_definition(code: str, data: Any) -> Row:
    """Either the whole definition or just its attributes."""
    attributes = data.get("attributes") if isinstance(data, dict) else data
    if not isinstance(attributes, list):
        raise BadSeed(f"definitions.{code}: attributes is no list")
    read = [read_attribute(code, at, row) for at, row in enumerate(attributes, 1)]
    if len({row["code"] for row in read}) < len(read):
        raise BadSeed(f"definitions.{code}: two attributes have the same code")
    return {"service_code": code, "attributes": read}


def read_attribute(code: str, place: int, row: Any) -> Row:
    where = f"definitions.{code}.attributes[{place}]"
    if not isinstance(row, dict) or not row.get("code"):
        raise BadSeed(f"{where}: it has no code")
    plain = {
        "variable": True,
        "datatype": "singlevaluelist" if row.get("values") else "string",
        "required": False,
        "datatype_description": None,
        "order": place,
        "description": "",
    }
    whole = {**plain, **row, "code": str(row["code"])}
    if whole["datatype"] not in DATATYPES:
        raise BadSeed(f"{where}: datatype is none of {', '.join(DATATYPES)}")
    if whole["datatype"] in LIST_TYPES:
        whole["values"] = read_values(where, row.get("values"))
    return whole


def read_values(where: str, values: Any) -> list[Row]:
    complete = isinstance(values, list) and all(
        isinstance(each, dict) and each.get("key") and each.get("name") for each in values
    )
    if not values or not complete:
        raise BadSeed(f"{where}: a list needs values, each with key and name")
    return [{"key": str(each["key"]), "name": str(each["name"])} for each in values]


def read_update(row: Any, clock: Clock) -> Row:
    if not isinstance(row, dict) or not row.get("update_id") or not row.get("service_request_id"):
        raise BadSeed("updates: one lacks update_id or service_request_id")
    where = f"updates.{row['update_id']}"
    if row.get("status") not in STATUSES:
        raise BadSeed(f"{where}: status is none of {', '.join(STATUSES)}")
    when = read_date(where, row.get("updated_datetime"), clock) or stamp(clock.now())
    return {"description": "", "media_url": "", **row, "updated_datetime": when}


def read_date(where: str, given: Any, clock: Clock) -> str | None:
    """An instant, or a whole number of days from now (-3 is three days ago)."""
    if given is None:
        return None
    if isinstance(given, int) and not isinstance(given, bool):
        return stamp(clock.now() + timedelta(days=given))
    try:
        found = datetime.fromisoformat(str(given))
    except ValueError:
        raise BadSeed(f"{where}: {given} is no date") from None
    if found.tzinfo is None:
        raise BadSeed(f"{where}: {given} has no time zone")
    return str(given)


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S+00:00")
