"""A request logged by an adviser for a resident: the assistant's own service, store and way out."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from actions import places
from actions.errors import Declined
from actions.mentions import Mention
from actions.places import Choices, Place
from actions.report import service
from actions.report.kinds import Kind, load_kinds
from bot.conversation import callers, outgoing
from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding, needs
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.sessions import Who
from bot.desk.words import source
from bot.refusals import Problem
from integrations.errors import IntegrationError, NotFound
from integrations.store import audit, messages, requests
from integrations.store.messages import NewMessage
from integrations.store.session import Transaction

KEPT = ("street", "number", "postcode")


def log(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Once for each client_id, however often it is sent."""
    kinds = {one.kind: one for one in load_kinds().values()}
    kind = kinds[read.one_of(given, "kind", tuple(kinds))]
    code, asked = questions(parts, kind)
    attributes = answers(asked, given)
    place = find(parts, given)
    description, key = read.needed(given, "description"), read.key(given)
    moment = parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, None, moment)
        new = requests.NewRequest(
            conversation_id=held.conversation.id,
            task=f"desk:{item_id}:{key}",
            kind=kind.kind,
            service_code=code,
            attributes=attributes,
            place={**asdict(place), "line": place.label},
            description=service.description(_lines(tx, held, description)),
        )
        logged = requests.log(tx, new)
        if logged.created and given.get("tell"):
            facts = {"name": who.name, "kind": kind.name, "place": place.label,
                     "reference": logged.reference}  # fmt: skip
            said = str(source("request")["told"]).format(**facts)
            told = NewMessage(sender=messages.ADVISER, name=who.name, text=said)
            outgoing.post(tx, parts, held.conversation, told, moment)
            callers.text(tx, parts, held.conversation, told, moment)
        deed = deed_of(who, held.item, "request_logged", after={"reference": logged.reference})
        audit.write(tx, deed, moment)
    parts.bells.ring(held.conversation.id, "submissions", "deliveries")
    return {"reference": logged.reference}


def questions(parts: Parts, kind: Kind) -> tuple[str, tuple[service.Question, ...]]:
    """The code a kind has at this council and the council's own questions about it (GeoReport v2,
    GET Service Definition); none when it cannot be asked now, and it is logged all the same."""
    for code in filter(None, (kind.service_code, kind.otherwise)):
        try:
            return code, service.questions(parts.open311.definition(code))
        except NotFound:
            continue
        except IntegrationError:
            break
    return kind.service_code, ()


def answers(asked: Sequence[service.Question], given: Given) -> dict[str, Any]:
    """What was answered, as `answers` of JSON or the fields of a form: answer.CODE."""
    told = given.get("answers")
    values = told if isinstance(told, dict) else {}
    found: dict[str, Any] = {}
    for one in asked:
        known, name = [key for key, _ in one.options], f"answer.{one.code}"
        if one.several:
            picked = values.get(one.code) or [key for key in known if f"{name}.{key}" in given]
            if not isinstance(picked, list) or not set(picked) <= set(known):
                raise Problem(422, "not_complete", "No such answer.", missing=[one.text])
        else:
            picked = read.optional({name: values.get(one.code, given.get(name))}, name)
            if picked and known and picked not in known:
                raise Problem(422, "not_complete", "No such answer.", missing=[one.text])
        if picked:
            found[one.code] = picked
        elif one.required:
            raise Problem(422, "not_complete", "A question is open.", missing=[one.text])
    return found


def _lines(tx: Transaction, held: holding.Held, description: str) -> list[str]:
    """With how the resident wants to be answered, which they agreed to have passed on."""
    needed = needs.line(needs.known(tx, held.conversation))
    return [description, *([needed] if needed else [])]


def find(parts: Parts, given: Given, *, home: bool = False) -> Place:
    """The one place that is meant, or the very address; 422 with those to choose from when there
    are more."""
    if parts.addresses is None or parts.postcodes is None:
        raise Problem(503, "unavailable", "No gazetteer is set up.")
    street, number, postcode = (read.optional(given, name, 200) for name in KEPT)
    if not street and not postcode:
        raise Problem(422, "not_complete", "Where is it?", missing=["street"])
    mention = Mention((street,) if street else (), number or None, postcode or None)
    council = parts.council
    try:
        found = (places.homes if home else places.streets)(
            mention, parts.addresses, parts.postcodes, council.custodian_code, council.gss_code
        )
    except (Declined, IntegrationError) as fault:
        raise Problem(422, "no_place", "That place is not known.", missing=["street"]) from fault
    return found if isinstance(found, Place) else _chosen(found, given)


def _chosen(found: Choices, given: Given) -> Place:
    labels = [one.label for one in found.places]
    wanted: Any = given.get("which")
    if wanted in labels:
        return found.places[labels.index(wanted)]
    raise Problem(422, "which_place", "More than one place fits.", places=labels)
