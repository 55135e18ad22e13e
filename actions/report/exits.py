"""Where a report leaves its form: danger that needs a call now, and things that are not ours.

Heard in the resident's own words at any point, and in the option they pick for a question. Each is
told once in a report; then it is the resident's to say whether it is logged as well.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from actions.mentions import Heard
from actions.report import answering, service
from actions.report import draft as drafts
from actions.report.draft import DONE, Draft, Find
from actions.report.kinds import load_kinds
from actions.report.phrasebook import Rule, phrasebook
from integrations.council import Contact, Council

STOP, OWNER = "stop", "owner"
LEFT = "left"


@dataclass(frozen=True)
class Exit:
    """A rule that was met."""

    what: str
    rule: Rule

    @property
    def goes_on(self) -> bool:
        """Whether the report is taken all the same, without asking."""
        return bool(self.rule.facts.get("goes_on"))


def met(draft: Draft, text: str) -> Exit | None:
    """The first exit that a text meets and that was not told before. Danger comes first."""
    if draft.kind is None:
        return None
    told = {name.partition(":")[0] for name in draft.settled or []}
    words = phrasebook().words(text)
    for one in _possible(draft):
        if one.what not in told and (one.rule.facts.get("always") or one.rule.holds(words)):
            return one
    return None


def _possible(draft: Draft) -> Iterator[Exit]:
    kind = load_kinds()[(draft.kind or {})["kind"]]
    book = phrasebook()
    yield from (Exit(STOP, book.stops[name]) for name in kind.stops)
    yield from (Exit(OWNER, book.owners[name]) for name in kind.owners)


def told(draft: Draft, one: Exit) -> Draft:
    """The draft with an exit told; it waits for the resident unless it goes on by itself."""
    settled = [*(draft.settled or []), f"{one.what}:{one.rule.name}"]
    if one.goes_on:
        return replace(draft, settled=settled)
    pending = {"what": one.what, "name": one.rule.name}
    return replace(draft, settled=settled, pending=pending, choice=None)


def of_pending(pending: dict[str, Any]) -> Exit:
    """The exit a draft waits at."""
    book = phrasebook()
    rules = book.stops if pending["what"] == STOP else book.owners
    return Exit(pending["what"], rules[pending["name"]])


def facts(one: Exit, team: str, council: Council, is_open: bool) -> dict[str, str]:
    """What fills the words of an exit."""
    contact = _contact(one, team, council, is_open)
    name = str(one.rule.facts.get("who") or contact.name)
    why = str(one.rule.facts["why"]).format(name=name[:1].upper() + name[1:])
    emergency = council.contacts["emergency_services"].phone
    return {"why": why, "name": name, "phone": contact.phone, "emergency": emergency,
            "advice": str(one.rule.facts.get("advice", ""))}  # fmt: skip


def _contact(one: Exit, team: str, council: Council, is_open: bool) -> Contact:
    if one.what == OWNER:
        found = council.contact_of(one.rule.facts["contact"])
    else:
        danger = council.reports.danger.get(team) or council.reports.danger["usual"]
        found = council.contact_of(danger.day if is_open else danger.night)
    return found or council.contact


def answered(draft: Draft, heard: Heard, find: Find) -> Draft:
    """The resident says whether to log it as well; anything else they tell means that they do.

    Raises:
        Declined: a place they tell is unknown, or another council's.
    """
    if leaves(heard):
        return replace(draft, pending=None, choice=DONE, outcome=LEFT)
    draft = replace(draft, pending=None, choice=DONE)
    if heard.intent in ("affirm", "choose") and not heard.mention:
        return draft
    label = draft.place["label"] if draft.place else ""
    if heard.mention and not draft.place:
        return drafts.take_place(draft, heard, find)
    notes = service.add_note(draft.notes or [], heard.text, label)
    return answering.told(replace(draft, notes=notes))


def leaves(heard: Heard) -> bool:
    """Whether the resident has it from here: they will call, or say no and not "log it"."""
    book = phrasebook()
    said = book.words(heard.text)
    if book.answers["logs"].holds(said):
        return False
    no = heard.intent == "deny" and not heard.mention
    return no or answering.opens_with(heard.text) == "no" or book.answers["calls"].holds(said)
