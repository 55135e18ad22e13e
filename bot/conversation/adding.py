"""Tells the council more of a request it has: that it is not fixed after all, or a further word.

Goes as an update (mySociety's extension of Open311) where the council takes updates, and as a new
request that names the earlier one where it does not. Never lost, never twice, as submit.py.
"""

from datetime import timedelta

from actions.track import service as track
from bot.conversation import news, trying
from bot.conversation.parts import Parts
from integrations.crash import crash_point
from integrations.errors import IntegrationError, NotFound, Refused, Unavailable
from integrations.open311.contract import NewUpdate
from integrations.store import conversations, outbox, requests, updates
from integrations.store.models import Request
from integrations.store.outbox import Claim

OPEN_AGAIN = "reopen"
SLACK = timedelta(hours=1)
WAIT_FOR_NUMBER = 15.0
STATUS = {requests.REOPEN: "open", requests.NOTE: "unchanged"}


def run(parts: Parts, claim: Claim) -> None:
    """One step for one addition, which this worker alone has."""
    with parts.store.read() as tx:
        first = requests.by_reference(tx, claim.request.about or "")
    if first is None or first.status in requests.NEEDS_STAFF:
        as_new(parts, claim, first)
    elif not first.council_reference:
        wait_for_number(parts, claim, first)
    elif claim.outbox.lookup_first:
        look(parts, claim, first)
    else:
        send(parts, claim, first)


def send(parts: Parts, claim: Claim, first: Request) -> None:
    now = parts.now()
    with parts.store.begin() as tx:
        if not outbox.sending(tx, claim, now, now + trying.LEASE):
            return
    try:
        update_id = parts.open311.add(as_update(parts, claim, first))
    except (Refused, NotFound):
        as_new(parts, claim, first)
    except IntegrationError as fault:
        after = max(trying.SETTLED_AFTER, trying.wait(claim.attempt // 2))
        after = after if fault.sent else trying.wait(claim.attempt)
        trying.again(parts, claim, fault, after=after, may_have_arrived=fault.sent)
    else:
        crash_point("adding.council_accepted", parts.settings)
        taken(parts, claim, first, update_id)


def look(parts: Parts, claim: Claim, first: Request) -> None:
    """An earlier try may have arrived: the council's own feed tells."""
    request, now = claim.request, parts.clock.now()
    since = now - timedelta(seconds=parts.now() - request.created_at) - SLACK
    try:
        found = [
            one
            for one in parts.open311.updates(max(since, now - timedelta(days=89)), now + SLACK)
            if request.reference in one.description
        ]
    except IntegrationError as fault:
        after = trying.wait(claim.attempt)
        trying.again(parts, claim, fault, after=after, may_have_arrived=True)
        return
    tried_at = claim.outbox.tried_at or request.created_at
    if found:
        taken(parts, claim, first, found[0].update_id)
        return
    left = tried_at + trying.SETTLED_AFTER - parts.now()
    fault = Unavailable("open311", "not there yet" if left > 0 else "it did not arrive")
    trying.again(parts, claim, fault, after=max(left, 0.0), may_have_arrived=left > 0)


def taken(parts: Parts, claim: Claim, first: Request, update_id: str) -> None:
    """The council has it. Its own echo of it is no news to who said it."""
    moment, request = parts.moment(), claim.request
    number = first.council_reference or ""
    with parts.store.begin() as tx:
        conversations.lock(tx, request.conversation_id, moment)
        if not outbox.finish(tx, claim, "done", moment.now, None):
            return
        requests.mark(
            tx, request, moment, status="sent", council_reference=number, sent_at=moment.now
        )
        if request.adds == requests.REOPEN:
            echo = updates.NewUpdate(
                update_id=update_id,
                council_reference=number,
                status=OPEN_AGAIN,
                at=updates.as_text(parts.clock.now()),
            )
            updates.keep(tx, echo, moment, settled=True)
    parts.bells.ring(request.conversation_id)


def wait_for_number(parts: Parts, claim: Claim, first: Request) -> None:
    """The request itself is still on its way; a council that gives no numbers is told anew."""
    if first.status == "sent" and not first.council_token:
        as_new(parts, claim, first)
        return
    fault = Unavailable("open311", "the request has no number yet")
    trying.again(parts, claim, fault, after=WAIT_FOR_NUMBER, may_have_arrived=False)


def as_new(parts: Parts, claim: Claim, first: Request | None) -> None:
    """This council takes no updates, or not of this request: it gets a new one, and the resident,
    who has the old number, is told the new."""
    moment, request = parts.moment(), claim.request
    reference = first.reference if first else request.about or ""
    words = track.data()["council"]
    line = words["again" if request.adds == requests.REOPEN else "more"].format(
        reference=reference, council_reference=(first and first.council_reference) or ""
    )
    with parts.store.begin() as tx:
        conversations.lock(tx, request.conversation_id, moment)
        if not outbox.finish(tx, claim, "send", moment.now, None):
            return
        outbox.not_sent(tx, claim)
        was = request.adds
        requests.mark(tx, request, moment, adds=None, description=f"{line}\n{request.description}")
        if was == requests.REOPEN:
            text = track.data()["news"]["again"].format(reference=reference, new=request.reference)
            told = news.News(key=f"{request.reference}:again", text=text)
            news.post(tx, parts, request.conversation_id, told, moment)
    parts.bells.ring(request.conversation_id, "submissions")


def as_update(parts: Parts, claim: Claim, first: Request) -> NewUpdate:
    request = claim.request
    return NewUpdate(
        service_request_id=first.council_reference or "",
        service_code=first.service_code,
        status=STATUS[request.adds or requests.NOTE],
        description=request.description,
        reference=request.reference,
        at=parts.clock.now(),
        **(request.contact or {}),
    )
