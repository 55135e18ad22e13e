"""What the council's systems say while a report is taken: where it is, what to ask, what is near.

Duplicates are never looked for where it would keep a resident waiting: a council that is slow or
down is not asked, and the report is taken all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions import hours, places
from actions.choices import option_meant
from actions.mentions import Heard, Mention
from actions.report import answering, checking, exits, service, twins
from actions.report import draft as drafts
from actions.report.draft import DONE, Draft, Find
from actions.report.exits import Exit
from actions.report.kinds import Kind, load_kinds
from actions.report.phrasebook import phrasebook
from actions.topics import ANYONE
from actions.working_days import add_working_days, closed_days
from integrations.errors import IntegrationError, NotFound
from integrations.open311.contract import Definition
from integrations.store import closures
from integrations.wiring import Services

WORDS = Path("data/report/words.yml")
TWINS, KINDS = "twins", "kinds"
FOLLOWED = "followed"
RESIDENTS, STAFF = "residents", "staff"


@cache
def words() -> Mapping[str, Any]:
    """Short words of the topic that are no whole message."""
    found: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return found


def finder(services: Services, kind: Mapping[str, str] | None) -> Find:
    """Looks a place up in the council's own streets; a home, for what is of one home."""
    council = services.council
    find = places.homes if at_home(kind) else places.streets
    return lambda mention: find(
        mention, services.addresses, services.postcodes, council.custodian_code, council.gss_code
    )


def at_home(kind: Mapping[str, str] | None) -> bool:
    """Whether a kind is of one home, and not of a spot in the street."""
    return bool(kind) and load_kinds()[(kind or {})["kind"]].at_home


def definition(services: Services, kind: Mapping[str, str]) -> tuple[str, Definition | None]:
    """The code a kind has at this council, and its questions; None when it cannot be asked."""
    codes = [kind["service_code"], load_kinds()[kind["kind"]].otherwise]
    try:
        for code in filter(None, codes):
            try:
                return code, services.open311.definition(code)
            except NotFound:
                continue
    except IntegrationError:
        return codes[0], None
    return codes[0], Definition(codes[0])


def defined(draft: Draft, services: Services, kind: Kind | None = None) -> Draft:
    """The draft with its kind's own questions, and those answered that were told already."""
    facts = kind.as_slot() if kind else dict(draft.kind or {})
    code, found = definition(services, facts)
    known = replace(draft, kind={**facts, "service_code": code})
    return answering.told(answering.asked(known, found)) if found else known


def looked(draft: Draft, text: str, services: Services) -> tuple[Draft, Exit | None]:
    """The draft after a look at what was just said: danger, another's thing, a report like it."""
    if draft.pending or draft.outcome:
        return draft, None
    met = exits.met(draft, text)
    if met:
        draft = exits.told(draft, met)
    return (draft if draft.pending else known_of(draft, services)), met


def known_of(draft: Draft, services: Services) -> Draft:
    """The draft with what the council knows of it already: reports like it, a bin's last round."""
    draft = with_twins(draft, services)
    return draft if draft.pending else checking.with_round(draft, services)


def with_twins(draft: Draft, services: Services) -> Draft:
    """The draft that waits for the resident to look at reports like it; once, if there are any."""
    place, kind = draft.where, draft.kind
    if place is None or kind is None or draft.questions is None or settled(draft, TWINS):
        return draft
    promise = services.council.reports.of(kind["kind"])
    draft = replace(draft, settled=[*(draft.settled or []), TWINS])
    if promise.told not in (RESIDENTS, STAFF):
        return draft
    try:
        found = twins.near(
            place,
            kind["service_code"],
            promise.metres or 0,
            services.open311,
            services.addresses,
            words()["statuses"],
            services.clock.now(),
        )
    except IntegrationError:
        return draft
    if promise.told == STAFF or not found:
        return replace(draft, similar=[one.reference for one in found])
    pending = {"what": TWINS, "found": [one.as_slot() for one in found]}
    return replace(draft, pending=pending, choice=None)


def settled(draft: Draft, what: str) -> bool:
    """Whether a choice was put to the resident before."""
    return what in (draft.settled or [])


def is_open(services: Services) -> bool:
    """Whether the contact centre can be called now."""
    now = services.clock.now()
    with services.store.read() as tx:
        shut = [hours.Closed(*one) for one in closures.still_to_come(tx, now)]
    days = services.bank_holidays.days()
    opening = hours.of_team(services.council, ANYONE, days, shut)
    return hours.is_open(opening, now)


def due(services: Services, kind: str) -> date:
    """The day by which the council aims to have acted on a kind of report."""
    days = services.council.reports.of(kind).days or 0
    closed = closed_days(services.council, services.bank_holidays)
    return add_working_days(services.clock.today(), days, closed)


def exit_facts(services: Services, draft: Draft, met: Exit) -> dict[str, str]:
    """What fills the words of an exit, by day or out of hours."""
    team = (draft.kind or {})["team"]
    return exits.facts(met, team, services.council, is_open(services))


def begun(
    offered: Sequence[Kind], task: str, said: Heard, services: Services
) -> tuple[Draft, Definition | None]:
    """A new report and the council's questions; while its kind is not clear, none are asked for."""
    kind, generic = offered[0], service.generic_words()
    if len(offered) > 1:
        draft = drafts.begin(kind, task, said, None, generic)
        pending = {"what": KINDS, "options": [one.kind for one in offered]}
        return replace(draft, pending=pending, choice=None), None
    code, found = definition(services, kind.as_slot())
    return drafts.begin(replace(kind, service_code=code), task, said, found, generic), found


def greets(draft: Draft, text: str) -> bool:
    """Whether to say that it can be reported: not where it may have to be left, or is not clear."""
    met = None if draft.pending else exits.met(draft, text)
    return not draft.pending and (met is None or met.goes_on)


def choice_made(draft: Draft, heard: Heard, services: Services) -> Draft:
    """The draft after the resident's word on what it waits for.

    Raises:
        Declined: a place they tell is unknown, or another council's.
    """
    what = (draft.pending or {})["what"]
    if what == KINDS:
        return kind_chosen(draft, heard, services)
    if what == TWINS:
        return twin_chosen(draft, heard)
    if what == checking.ROUND:
        return checking.chosen(draft, heard)
    return exits.answered(draft, heard, finder(services, draft.kind))


def to_look_at(before: Draft, after: Draft, heard: Heard) -> str:
    """What is looked at after a choice: all that was said before the kind was known, too."""
    if (before.pending or {})["what"] == KINDS:
        return " . ".join([*(after.notes or []), heard.text])
    return heard.text


def kind_chosen(draft: Draft, heard: Heard, services: Services) -> Draft:
    """The draft with the kind a resident picks; the likeliest when the answer fits none again."""
    offered = [load_kinds()[slug] for slug in (draft.pending or {})["options"]]
    picked = answering.kind_meant(offered, heard)
    if picked is None and not draft.tries:
        return replace(draft, tries=1)
    chosen = replace(draft, pending=None, choice=DONE, tries=None)
    chosen = defined(chosen, services, picked or offered[0])
    mention = Mention.from_slot(draft.mention)
    if mention and not chosen.place:
        first = replace(heard, mention=mention, intent="inform", option=None, text=mention.words)
        return answering.told(drafts.take_place(chosen, first, finder(services, chosen.kind)))
    return chosen


def twin_chosen(draft: Draft, heard: Heard) -> Draft:
    """Follows the one that is meant; goes on when none is, or when it stays unclear."""
    found = (draft.pending or {})["found"]
    book = phrasebook()
    said = book.words(heard.text)
    other = heard.intent == "deny" or book.answers["different"].holds(said)
    same = heard.intent == "affirm" or book.answers["mine"].holds(said)
    names = [(str(at), f"{one['place']} {one['day']}") for at, one in enumerate(found, 1)]
    key = heard.option or (None if other else option_meant(heard.text, names))
    if len(found) == 1 and same and not other:
        key = "1"
    if key and key.isdigit() and 1 <= int(key) <= len(found):
        chosen = {"what": TWINS, "chosen": found[int(key) - 1]}
        return replace(draft, pending=chosen, choice=DONE, outcome=FOLLOWED)
    if not other and not draft.tries:
        return replace(draft, tries=1)
    similar = [one["reference"] for one in found]
    return replace(draft, pending=None, choice=DONE, tries=None, similar=similar)


def for_staff(draft: Draft) -> list[str]:
    """What the council's staff should know besides the resident's own words."""
    notes = words()["for_staff"]
    owners = [name for name in draft.settled or [] if name.startswith(exits.OWNER)]
    lines = [notes["owner"]] if owners else []
    if draft.similar:
        lines.append(notes["similar"].format(references=", ".join(draft.similar)))
    return [*lines, *checking.for_staff(draft)]
