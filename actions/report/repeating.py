"""Whether a resident has to tell the council again: then a complaint is offered beside the report.

They say so themselves, or a report of theirs of the same thing has come to an end, or a bin of the
same home was missed before. Only the resident's own reports count, of this chat and of earlier ones
from the same phone or browser.
"""

from typing import Any

from actions import beside
from actions.places import Place
from actions.report import taking
from actions.report.draft import Draft
from actions.report.kinds import load_kinds
from actions.report.phrasebook import phrasebook
from integrations.grid import metres_between
from integrations.store import conversations, requests, updates
from integrations.store.models import Request
from integrations.store.session import Transaction
from integrations.wiring import Services


def offer(draft: Draft, about: str, sender: str, services: Services) -> dict[str, Any] | None:
    """The complaint that is offered beside a report; None where it is a first failure."""
    before = earlier(draft, sender, services)
    if not before and not says_so(draft):
        return None
    return beside.offered(about, draft.notes or [], before)


def says_so(draft: Draft) -> bool:
    """Whether the resident says that it was told before."""
    book = phrasebook()
    return any(book.answers["repeated"].holds(book.words(note)) for note in draft.notes or [])


def earlier(draft: Draft, sender: str, services: Services) -> list[str]:
    """The numbers of the resident's own reports of the same thing that did not put it right."""
    kind, place = (draft.kind or {})["kind"], draft.where
    if place is None or load_kinds()[kind].asks:
        return []
    reports = services.council.reports
    metres = max(reports.of(kind).metres or 0, reports.usual.metres or 0)
    with services.store.read() as tx:
        mine = requests.of_resident(tx, conversations.from_engine_name(sender))
        return [
            one.reference
            for one in mine
            if one.kind == kind
            and one.task != draft.task
            and _same_place(place, one.place or {}, kind, metres)
            and (load_kinds()[kind].at_home or _ended(tx, one))
        ]


def _same_place(place: Place, other: dict[str, Any], kind: str, metres: int) -> bool:
    if load_kinds()[kind].at_home:
        return place.uprn is not None and place.uprn == other.get("uprn")
    lat, long = other.get("lat"), other.get("long")
    if lat is None or long is None:
        return False
    return metres_between((place.lat, place.long), (lat, long)) <= metres


def _ended(tx: Transaction, request: Request) -> bool:
    """Whether the council has said that nothing more will be done."""
    told = updates.newest(tx, request.council_reference) if request.council_reference else None
    return told is not None and told[0] not in taking.words()["statuses"]
