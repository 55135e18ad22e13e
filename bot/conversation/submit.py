"""Sends logged requests to the council: never lost, never twice (reliability.md, 4.2).

The spec gives a POST no key, so a try whose end is not known is looked up by our reference before
another is made. No transaction is open while the council is called.
"""

from datetime import datetime, timedelta
from typing import Any

from bot.conversation import adding, photos
from bot.conversation.parts import Parts
from bot.conversation.trying import (
    GIVE_UP_AFTER,
    LEASE,
    SETTLED_AFTER,
    WAITS,
    again,
    dead,
    uncertain,
    wait,
)
from integrations.crash import crash_point
from integrations.errors import IntegrationError, NotFound, Refused, Unavailable
from integrations.open311.contract import Definition, NewRequest, Submitted
from integrations.store import conversations, outbox, requests
from integrations.store.outbox import Claim

AUTOMATIC = ("easting", "northing", "uprn", "usrn")
Media = dict[str, Any]
MOST_LOOKUPS = 3
MOST_AT_ONCE = 20


def due(parts: Parts) -> list[int]:
    with parts.store.read() as tx:
        return outbox.due(tx, parts.now(), MOST_AT_ONCE)


def run(parts: Parts, outbox_id: int) -> bool:
    """One step for one request. False: somebody else has it."""
    now = parts.now()
    with parts.store.begin() as tx:
        claim = outbox.claim(tx, outbox_id, now, now + LEASE)
    if claim is None:
        return False
    if claim.outbox.step == "update":
        adding.run(parts, claim)
    elif claim.outbox.step == "token":
        _ask_for_number(parts, claim)
    elif claim.outbox.lookup_first:
        _look_before_sending(parts, claim)
    else:
        _send(parts, claim)
    return True


def _send(parts: Parts, claim: Claim) -> None:
    try:
        new = as_new_request(claim, definition_of(parts, claim), media_of(parts, claim))
    except IntegrationError as fault:
        again(parts, claim, fault, after=wait(claim.attempt), may_have_arrived=False)
        return
    now = parts.now()
    with parts.store.begin() as tx:
        if not outbox.sending(tx, claim, now, now + LEASE):
            return
    try:
        submitted = parts.open311.submit(new)
    except (Refused, NotFound) as fault:
        dead(parts, claim, fault.detail)
    except IntegrationError as fault:
        # A look-up came between two tries, and was counted as well.
        looked_up = max(SETTLED_AFTER, wait(claim.attempt // 2))
        after = looked_up if fault.sent else wait(claim.attempt)
        again(parts, claim, fault, after=after, may_have_arrived=fault.sent)
    else:
        crash_point("submit.council_accepted", parts.settings)
        _taken(parts, claim, submitted)


def _look_before_sending(parts: Parts, claim: Claim) -> None:
    request = claim.request
    try:
        found = parts.open311.find_by_reference(
            request.reference, request.service_code, _since(parts, request.created_at)
        )
    except Unavailable as fault:
        again(parts, claim, fault, after=wait(claim.attempt), may_have_arrived=True)
    except IntegrationError as fault:
        _cannot_be_looked_up(parts, claim, fault)
    else:
        tried_at = claim.outbox.tried_at or request.created_at
        if found is not None:
            _taken(parts, claim, Submitted(found.service_request_id, notice=found.notice))
        elif parts.now() - tried_at >= SETTLED_AFTER:
            fault = Unavailable("open311", "it did not arrive")
            again(parts, claim, fault, after=0.0, may_have_arrived=False)
        else:
            left = tried_at + SETTLED_AFTER - parts.now()
            fault = Unavailable("open311", "not there yet")
            again(parts, claim, fault, after=left, may_have_arrived=True)


def _taken(parts: Parts, claim: Claim, submitted: Submitted) -> None:
    """The council has it: with its number, or with a token to ask for the number by."""
    moment = parts.moment()
    request = claim.request
    numbered = submitted.service_request_id is not None or submitted.token is None
    with parts.store.begin() as tx:
        conversations.lock(tx, request.conversation_id, moment)
        step, next_at = ("done", moment.now) if numbered else ("token", moment.now + WAITS[0])
        if outbox.finish(tx, claim, step, next_at, None):
            requests.mark(
                tx,
                request,
                moment,
                status="sent",
                council_reference=submitted.service_request_id,
                council_token=submitted.token,
                notice=submitted.notice or None,
                sent_at=moment.now,
            )
    parts.bells.ring(request.conversation_id)


def _ask_for_number(parts: Parts, claim: Claim) -> None:
    request = claim.request
    moment = parts.moment()
    try:
        number = parts.open311.token(request.council_token or "")
    except IntegrationError as fault:
        number, error = None, str(fault)
    else:
        error = "no number yet"
    late = moment.now - request.created_at > GIVE_UP_AFTER
    with parts.store.begin() as tx:
        conversations.lock(tx, request.conversation_id, moment)
        if number is None and not late:
            next_at = moment.now + wait(claim.attempt)
            outbox.release(tx, claim, next_at, error, may_have_arrived=True)
        elif outbox.finish(tx, claim, "done", moment.now, None if number else error) and number:
            requests.mark(tx, request, moment, council_reference=number)


def _cannot_be_looked_up(parts: Parts, claim: Claim, fault: IntegrationError) -> None:
    """The council answers, but not so that we could know. A person has to look."""
    if claim.outbox.lookups + 1 >= MOST_LOOKUPS:
        uncertain(parts, claim, fault.detail)
        return
    next_at = parts.now() + wait(claim.outbox.lookups + 1)
    with parts.store.begin() as tx:
        outbox.release(tx, claim, next_at, str(fault), may_have_arrived=True, looked_up=True)


def definition_of(parts: Parts, claim: Claim) -> Definition:
    """What the council wants filled in for it. A service may have no definition (GeoReport v2,
    `metadata` false)."""
    code = claim.request.service_code
    try:
        return parts.open311.definition(code)
    except NotFound:
        return Definition(code)


def media_of(parts: Parts, claim: Claim) -> Media:
    """The photos of a request as this council wants them: inside it, or where to find them for as
    long as the address holds."""
    with parts.store.read() as tx:
        if parts.settings.open311_media == "multipart":
            return {"media": photos.files(tx, claim.request.reference)}
        return {"media_urls": photos.addresses(tx, parts, claim.request.reference)}


def as_new_request(claim: Claim, definition: Definition, media: Media) -> NewRequest:
    """The resident's answers, and the values the council's own program wants from ours."""
    request = claim.request
    place = request.place
    known = {name: str(place[name]) for name in AUTOMATIC if place.get(name) is not None}
    return NewRequest(
        service_code=request.service_code,
        description=request.description,
        reference=request.reference,
        lat=place.get("lat"),
        long=place.get("long"),
        address_string=place.get("line") or "",
        attributes={**request.attributes, **definition.automatic(known)},
        **media,
        **(request.contact or {}),
    )


def _since(parts: Parts, created_at: float) -> datetime:
    """When the request was made, in the council's time."""
    return parts.clock.now() - timedelta(seconds=parts.now() - created_at)
