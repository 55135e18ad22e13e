"""Asks postcodes.io about a postcode, or which postcode a point is in."""

import json
from typing import Any
from urllib.parse import quote

from integrations.client import ApiClient
from integrations.errors import NotFound, Unreadable
from integrations.postcodes.contract import SYSTEM, Postcode, PostcodeNotFound, from_result

NOT_FOUND, TERMINATED, INVALID = "Postcode not found", "Postcode terminated", "Invalid postcode"


class Postcodes:
    """One postcode at a time; a council needs no more."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def lookup(self, postcode: str) -> Postcode:
        """Any spacing and letter case. Raises PostcodeNotFound, which says which kind."""
        wanted = quote(postcode.strip(), safe="")
        if not wanted:
            raise PostcodeNotFound(INVALID, invalid=True)
        try:
            answer = self._api.get(f"postcodes/{wanted}").json()
        except NotFound as missing:
            raise _which(missing) from missing
        return from_result(_result(answer))

    def nearest(self, lat: float, long: float, metres: int = 500) -> Postcode | None:
        """The postcode whose middle is nearest to a point, if there is one that near."""
        point = [("lat", str(lat)), ("lon", str(long)), ("limit", "1"), ("radius", str(metres))]
        try:
            found = _result(self._api.get("postcodes", point).json())
        except NotFound as missing:
            raise _which(missing) from missing
        if found is not None and not isinstance(found, list):
            raise Unreadable(SYSTEM, "a result that is no list")
        return from_result(found[0]) if found else None


def refusal(status: int, body: str) -> str:
    """postcodes.io's own error, with "terminated" told apart, or the status when it is not its."""
    try:
        answer = json.loads(body)
        return TERMINATED if answer.get("terminated") else str(answer["error"])
    except (ValueError, KeyError, AttributeError):
        return f"status {status}"


def _which(missing: NotFound) -> Exception:
    if missing.detail not in (NOT_FOUND, TERMINATED, INVALID):
        return Unreadable(SYSTEM, "a 404 that is not about a postcode")
    return PostcodeNotFound(
        missing.detail,
        terminated=missing.detail == TERMINATED,
        invalid=missing.detail == INVALID,
    )


def _result(answer: Any) -> Any:
    if not isinstance(answer, dict) or "result" not in answer:
        raise Unreadable(SYSTEM, "an answer without a result")
    return answer["result"]
