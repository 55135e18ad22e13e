"""Open reports like the one being made, near it: shown by kind, street, day and state only.

What another resident wrote, sent or is called never leaves this file, nor the number of a house.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Protocol

from actions.places import Place
from actions.working_days import local_day
from integrations.addresses.contract import Address
from integrations.grid import metres_between
from integrations.open311.contract import Request

DAYS = 89
"""A server lists ninety days at most (GeoReport v2, GET requests)."""
MOST = 3
STREET_METRES = 250


class Listing(Protocol):
    """What is asked of the council's requests."""

    def requests(
        self, service_code: str | None = None, start: datetime | None = None
    ) -> tuple[Request, ...]: ...


class Streets(Protocol):
    """What is asked of the address system."""

    def nearest(self, lat: float, long: float, metres: int = 100) -> Address | None: ...


@dataclass(frozen=True)
class Twin:
    """An open report that may be of the same thing; `status` is the word for its `state`."""

    reference: str
    place: str
    day: str
    state: str
    status: str

    def as_slot(self) -> dict[str, str]:
        """What is kept between two messages."""
        return asdict(self)


def near(
    place: Place,
    service_code: str,
    metres: int,
    listing: Listing,
    streets: Streets,
    words: Mapping[str, str],
    now: datetime,
) -> list[Twin]:
    """The open reports within some metres of a place, nearest first.

    Args:
        place: where the new report is.
        service_code: what it is of.
        metres: how near another must be; none are when it is 0.
        listing: the council's requests.
        streets: the address system, which tells the street of each.
        words: how each open status is called; a status that is not among them is not open.
        now: the council's time.
    """
    if metres <= 0:
        return []
    found = listing.requests(service_code, now - timedelta(days=DAYS))
    here = (place.lat, place.long)
    spots = [
        (metres_between(here, (one.lat, one.long)), one)
        for one in found
        if one.status in words and one.lat is not None and one.long is not None
    ]
    close = sorted((spot for spot in spots if spot[0] <= metres), key=lambda spot: spot[0])
    told = (_told(one, streets, words) for _, one in close[:MOST])
    return [twin for twin in told if twin]


def _told(request: Request, streets: Streets, words: Mapping[str, str]) -> Twin | None:
    """A request without anything that could tell who made it; None when its street is unknown."""
    if request.lat is None or request.long is None or request.requested is None:
        return None
    address = streets.nearest(request.lat, request.long, STREET_METRES)
    if address is None or not address.street:
        return None
    place = ", ".join(filter(None, (address.street, address.locality or address.town)))
    day = f"{local_day(request.requested):%A %-d %B}"
    state = request.status
    return Twin(request.service_request_id, place, day, state, words[state])
