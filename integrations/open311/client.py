"""Logs requests with the council and reads them back (Open311 GeoReport v2).

POST is not idempotent and the spec has no key for it, so it is never repeated here: our own
reference travels inside the request, and `find_by_reference` looks for it before another try.
"""

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from integrations.client import ApiClient, Reply
from integrations.errors import NotFound, Refused, Unreadable
from integrations.open311 import contract, multipart
from integrations.open311.contract import (
    LONGEST_DESCRIPTION,
    REFERENCE_ATTRIBUTE,
    REFERENCE_LINE,
    SYSTEM,
    Definition,
    NewRequest,
    NewUpdate,
    Request,
    Service,
    Submitted,
    Update,
)
from integrations.open311.formats import read, read_xml

# A server may stop at so many; if it does, not finding ours proves nothing.
MOST_LISTED = 1000
# Clocks differ a little; ours may be ahead of the council's.
SLACK = timedelta(hours=1)

FEED = "servicerequestupdates"
CONTACT = ("first_name", "last_name", "phone", "email")

Fields = list[tuple[str, str]]


class Open311:
    """`form` is the shape the server is asked for; either is understood when it comes."""

    def __init__(
        self, api: ApiClient, api_key: str, jurisdiction: str | None = None, form: str = "json"
    ) -> None:
        self._api = api
        self._key = api_key
        self._where: Fields = [("jurisdiction_id", jurisdiction)] if jurisdiction else []
        self._form = form

    def services(self) -> tuple[Service, ...]:
        return tuple(map(contract.service, contract.rows(self._list("services"), "services")))

    def definition(self, code: str) -> Definition:
        """A service without attributes of its own has an empty one. Raises NotFound for a service
        the council does not have."""
        try:
            return contract.definition(self._get(f"services/{quote(code, safe='')}"))
        except NotFound:
            if any(service.code == code for service in self.services()):
                return Definition(code)
            raise

    def submit(self, new: NewRequest) -> Submitted:
        """Refused: it was not taken. Any error that is `sent`: it may have been."""
        fields = [("api_key", self._key), *self._where, *as_fields(new)]
        try:
            reply = self._post(f"requests.{self._form}", fields, new.media)
        except NotFound as fault:
            raise Refused(SYSTEM, fault.detail, status=404) from fault
        return contract.submitted(read(reply))

    def requests(
        self,
        service_code: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        status: str | None = None,
    ) -> tuple[Request, ...]:
        """Those between two instants, at most 90 days apart; the last 90 days if none is given."""
        asked = {
            "service_code": service_code,
            "start_date": start and stamp(start),
            "end_date": end and stamp(end),
            "status": status,
        }
        params = [(name, value) for name, value in asked.items() if value]
        found = contract.rows(self._list("requests", params), "service_requests")
        return tuple(map(contract.request, found))

    def request(self, service_request_id: str) -> Request:
        path = f"requests/{quote(service_request_id, safe='')}"
        found = contract.rows(self._get(path), "service_requests")
        if not found:
            raise NotFound(SYSTEM, "no such request")
        return contract.request(found[0])

    def token(self, token: str) -> str | None:
        """The id of the request a token was given for; None while there is none yet."""
        return contract.submitted(self._get(f"tokens/{quote(token, safe='')}")).service_request_id

    def updates(self, start: datetime, end: datetime) -> tuple[Update, ...]:
        """What became of requests between two instants of the council's time, at most 90 days
        apart (mySociety's extension)."""
        dates = [("start_date", stamp(start)), ("end_date", stamp(end))]
        data = self._list(FEED, [("api_key", self._key), *dates])
        return tuple(map(contract.update, contract.rows(data, "service_requests_updates")))

    def add(self, new: NewUpdate) -> str:
        """Tells more of a request; gives the council's id of it. Refused or NotFound: this council
        takes none, or not of this request."""
        fields = [("api_key", self._key), *self._where, *update_fields(new)]
        answer = read(self._api.post_form(f"{FEED}.{self._form}", fields))
        found = contract.rows(answer, "service_requests_updates")
        return contract.needed(found[0], "update_id") if found else new.reference

    def find_by_reference(
        self, reference: str, service_code: str, since: datetime
    ) -> Request | None:
        """The request that was taken under our reference; `since` is in the council's time.
        Raises Unreadable when the council shows too many to be sure."""
        recent = self.requests(service_code, start=since - SLACK)
        # Its clock may be wrong, so it is asked once more without dates before we say "not there".
        for each in itertools.chain(recent, self._whole_list(service_code)):
            if each.carries(reference):
                return each
        if len(recent) >= MOST_LISTED:
            raise Unreadable(SYSTEM, f"{len(recent)} requests listed, perhaps not all")
        return None

    def _whole_list(self, service_code: str) -> Iterator[Request]:
        yield from self.requests(service_code)

    def _post(self, path: str, fields: Fields, media: tuple[bytes, ...]) -> Reply:
        if not media:
            return self._api.post_form(path, fields)
        body, kind = multipart.encoded(fields, media)
        return self._api.post_bytes(path, body, {"Content-Type": kind})

    def _list(self, path: str, params: Iterable[tuple[str, str]] = ()) -> Any:
        try:
            return self._get(path, params)
        except NotFound as fault:
            raise Unreadable(SYSTEM, f"no {path} at this address") from fault

    def _get(self, path: str, params: Iterable[tuple[str, str]] = ()) -> Any:
        return read(self._api.get(f"{path}.{self._form}", [*self._where, *params]))


def as_fields(new: NewRequest) -> Fields:
    """The form of a POST. Coordinates to a tenth of a metre; more would pretend."""
    fields: Fields = [("service_code", new.service_code)]
    if new.lat is not None and new.long is not None:
        fields += [("lat", f"{new.lat:.6f}"), ("long", f"{new.long:.6f}")]
    if new.address_string:
        fields.append(("address_string", new.address_string))
    fields.append(("description", described(new.description, new.reference)))
    fields += [("media_url", address) for address in new.media_urls]
    fields += [(name, value) for name in CONTACT if (value := getattr(new, name))]
    for code, value in new.attributes.items():
        if code == REFERENCE_ATTRIBUTE:
            fields.append((f"attribute[{code}]", str(value) or new.reference))
        elif isinstance(value, str):
            fields.append((f"attribute[{code}]", value))
        else:
            fields += [(f"attribute[{code}][]", key) for key in value]
    return fields


def update_fields(new: NewUpdate) -> Fields:
    """The form of an update. Its status is in capitals, as mySociety's senders write it."""
    fields: Fields = [
        ("service_request_id", new.service_request_id),
        ("service_code", new.service_code),
        ("update_id", new.reference),
        ("status", new.status.upper()),
        ("updated_datetime", stamp(new.at)),
        ("description", described(new.description, new.reference)),
    ]
    return fields + [(name, value) for name in CONTACT if (value := getattr(new, name))]


def described(words: str, reference: str) -> str:
    """The resident's words, which may hold no markup, and our reference as the last line."""
    last = f"\n\n{REFERENCE_LINE}{reference}"
    plain = re.sub(r"<(?=[A-Za-z/!?])", "< ", words.strip())
    return plain[: LONGEST_DESCRIPTION - len(last)].rstrip() + last


def stamp(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def refusal(status: int, body: str) -> str:
    """The council's reasons, from Open311's list of errors in either shape."""
    reply = Reply(SYSTEM, status, body, "")
    try:
        data = read_xml(body) if body.lstrip().startswith("<") else reply.json()
        reasons = [contract.text(row.get("description")) for row in contract.rows(data, "errors")]
    except (Unreadable, ValueError, SyntaxError):
        reasons = []
    return "; ".join(filter(None, reasons)) or f"status {status}"
