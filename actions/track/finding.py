"""Finding a request in our own record and with the council, and the lines it is told in."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from actions.cases import day_name, load_cases, next_answer
from actions.topics import load_topics
from actions.track import service
from actions.track.service import Known, Mine
from actions.working_days import local_day
from integrations.errors import IntegrationError, NotFound
from integrations.open311.contract import Request as CouncilRequest
from integrations.store import (
    conversations,
    messages,
    referrals,
    requests,
    subscriptions,
    updates,
)
from integrations.store.models import Request
from integrations.store.requests import NewRequest
from integrations.store.session import Moment
from integrations.store.updates import NewUpdate
from integrations.wiring import Services

SENT = "sent"


@dataclass(frozen=True)
class Found:
    """One request, and what whoever asks may be told of it. `request`: it is in our own record;
    `council`: what the council's list said of it just now."""

    mine: Mine
    owned: bool
    request: Request | None = None
    council: CouncilRequest | None = None
    place: str = ""


def of_resident(services: Services, sender: str) -> list[Found]:
    """What this resident asked for or follows, oldest first."""
    conversation_id = conversations.from_engine_name(sender)
    with services.store.read() as tx:
        made = requests.of_resident(tx, conversation_id)
        follow = subscriptions.of_conversation(tx, conversation_id)
    followed = [
        Found(
            Mine(one.council_reference, one.kind, kind_name(one.kind), one.place, "",
                 one.council_reference),
            owned=False,
            place=one.place,
        )
        for one in follow
    ]  # fmt: skip
    return [*followed, *(of_request(one, owned=True) for one in made)]


def one_of(mine: Sequence[Found], reference: str) -> Found:
    return next(one for one in mine if one.mine.reference == reference)


def by_number(services: Services, sender: str, numbers: Sequence[str]) -> Found | None:
    """The request of a number: ours, or else one the council has."""
    conversation_id = conversations.from_engine_name(sender)
    with services.store.read() as tx:
        mine = {one.id for one in requests.of_resident(tx, conversation_id)}
        known = [requests.by_reference(tx, one) for one in numbers]
    for request in known:
        if request is not None:
            return of_request(request, owned=request.id in mine)
    for number in as_the_council_writes(numbers):
        try:
            council = services.open311.request(number)
        except NotFound:
            continue
        except IntegrationError:
            return None
        kind, name = service.kind_of_code(council.service_code), council.service_name.lower()
        return Found(Mine(number, kind, name, "", "", number), owned=False, council=council)
    return None


def as_the_council_writes(numbers: Sequence[str]) -> list[str]:
    """The council's own number may be said with our letters before it, and the other way round."""
    bare = [number.removeprefix("SR-") for number in numbers]
    return list(dict.fromkeys([*numbers, *bare, *(f"SR-{one}" for one in bare if one.isdigit())]))


def followed(services: Services, sender: str) -> set[str]:
    """The council's numbers of what a resident follows."""
    with services.store.read() as tx:
        every = subscriptions.of_conversation(tx, conversations.from_engine_name(sender))
        return {one.council_reference for one in every}


def is_the_one(services: Services, sender: str, found: Found, told: Sequence[str]) -> bool | None:
    """Whether a request is the one spoken of; None while nothing was said of it. The resident's own
    always is, and one that is private tells nothing."""
    private = found.request is not None and found.request.kind not in service.public_kinds()
    if found.owned or private or found.mine.council_reference in followed(services, sender):
        return True
    place = found.request.place if found.request is not None else None
    address = found.council.address if found.council else str((place or {}).get("label") or "")
    return service.fits(found.mine, address, told)


def of_request(request: Request, *, owned: bool) -> Found:
    place = request.place or {}
    street = ", ".join(filter(None, (place.get("street"), place.get("locality"))))
    mine = Mine(
        reference=request.reference,
        kind=request.kind,
        name=kind_name(request.kind),
        place=str(place.get("label") or ""),
        said=request.description,
        council_reference=request.council_reference or "",
    )
    return Found(mine, owned, request=request, place=mine.place if owned else street)


def kind_name(kind: str) -> str:
    """What a kind of request is called."""
    topics, cases = load_topics(), load_cases()
    found = topics.get(kind) or cases.get(kind)
    otherwise = found.name if found else str(service.data()["something"])
    return service.kind_names().get(kind, otherwise)


def label(found: Found) -> str:
    """One request as a choice."""
    return ", ".join(filter(None, (found.mine.name, found.place, found.mine.reference)))


def tell(services: Services, found: Found) -> tuple[list[str], bool]:
    """The lines about a request, and whether to ask if it is fixed."""
    public = found.request is None or found.request.kind in service.public_kinds()
    said = service.data()["lines"]
    facts = {"reference": found.mine.reference, "name": found.mine.name, "place": found.place}
    if not public and not found.owned:
        return [said["head_private"].format(**facts), *promise(services, found)], False
    head = [said["head" if found.place else "head_no_place"].format(**facts)]
    if sent := day_sent(services, found):
        day = said["sent" if found.owned else "was_sent"].format(day=day_name(sent))
        head = [f"{head[0]} {day}"]
    if found.request is not None and (line := own_line(found.request)):
        return [*head, said[line].format(phone=services.council.contact.phone)], False
    known, answered = look(services, found)
    if known is None:
        nothing = service.status("").says if answered else said["not_answering"]
        return [*head, nothing], False
    status = service.status(known.status)
    more = [] if status.ended else [*expected(known), *promise(services, found)]
    note = known.note and public and said["note"].format(note=known.note)
    lines = [*head, *([] if answered else [said["stale"]]), status.says, *more]
    mends = found.mine.kind not in service.data()["not_fixed_ever"]
    ask = status.ask and mends and found.owned and not asked(services, found)
    return [*lines, *([note] if note else [])], ask


def own_line(request: Request) -> str | None:
    """The line for what we know ourselves; None where the council knows more. A referral by e-mail
    is in no council system."""
    if request.status != SENT:
        return request.status
    passed_on = request.kind == referrals.KIND and not request.service_code
    return "passed_on" if passed_on else None


def look(services: Services, found: Found) -> tuple[Known | None, bool]:
    """What is known last, and whether the council's own list answered just now."""
    number, council = found.mine.council_reference, found.council
    with services.store.read() as tx:
        fed = updates.newest(tx, number) if number else None
        followers = subscriptions.followers(tx, number) if number else []
    feed = Known(fed[0], fed[1], datetime.fromisoformat(fed[2])) if fed else None
    answered = True
    if number and council is None:
        try:
            council = services.open311.request(number)
        except IntegrationError as fault:
            answered = isinstance(fault, NotFound)
    live = None
    if council is not None:
        at = council.updated or council.requested
        live = Known(council.status, council.status_notes, at, council.expected)
    known = service.newer(live, feed)
    if known is not None and found.owned and not followers:
        remember(services, number, known)
    return known, answered


def remember(services: Services, number: str, known: Known) -> None:
    """What was just told is no news any more, when the council's feed brings it later."""
    at = updates.as_text(known.at or services.clock.now())
    new = NewUpdate(
        update_id=f"told {known.status} {at}",
        council_reference=number,
        status=known.status,
        at=at,
    )
    moment = Moment(time.time(), "")
    with services.store.begin() as tx:
        updates.keep(tx, new, moment, settled=True)


def asked(services: Services, found: Found) -> bool:
    """Whether news of this end of it asked already. A resident's no makes room for another."""
    if found.request is None:
        return True
    with services.store.read() as tx:
        opened = len(requests.additions(tx, found.request.reference, requests.REOPEN))
        key = fixed_key(found.request.conversation_id, found.request.reference, opened)
        return messages.by_key(tx, key) is not None


def fixed_key(conversation_id: str, reference: str, opened: int) -> str:
    """The key of the one message that asks whether a request is fixed, after each of its ends."""
    return f"news:{conversation_id}:fixed:{reference}:{opened}"


def reopening(request: Request, sender: str, task: str, words: str) -> NewRequest:
    """What goes to the council when it is not fixed."""
    said = [service.data()["council"]["not_fixed"], *([words.strip()] if words.strip() else [])]
    return NewRequest(
        conversation_id=sender,
        task=task,
        kind=request.kind,
        service_code=request.service_code,
        place=request.place,
        description="\n".join(said),
        attributes=request.attributes,
        contact=request.contact,
        about=request.reference,
        adds=requests.REOPEN,
    )


def expected(known: Known) -> list[str]:
    if known.expected is None:
        return []
    return [service.data()["lines"]["expected"].format(day=day_name(local_day(known.expected)))]


def promise(services: Services, found: Found) -> list[str]:
    """What the resident was promised in days, where that lies ahead."""
    if found.request is None or not found.request.promise:
        return []
    day = next_answer(found.request.promise, local_day(services.clock.now()))
    return [service.data()["lines"]["promised"].format(day=day_name(day))] if day else []


def day_sent(services: Services, found: Found) -> date | None:
    """The council's own day on which a request was made."""
    if found.request is not None:
        passed = timedelta(seconds=time.time() - found.request.created_at)
        return local_day(services.clock.now() - passed)
    made = found.council and found.council.requested
    return local_day(made) if made else None
