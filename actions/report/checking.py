"""A kind that another system knows more of: it is asked before the report is taken.

A system that is down or unreadable never keeps a report from being taken: staff are told so.
"""

import re
import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import Heard, words_of
from actions.places import Place
from actions.report import answering, exits, rounds, service
from actions.report.draft import DONE, Draft
from actions.report.kinds import load_kinds
from actions.report.rounds import Known, Round
from actions.working_days import closed_days
from integrations.clock import LOCAL
from integrations.errors import IntegrationError
from integrations.store import requests
from integrations.wiring import Services

FILE = Path("data/report/rounds.yml")
ROUND = "round"
COLLECTIONS = "collections"
TOLD, CALL = "told", "call"
BREAK = re.compile(r"[,.;!]|\b(?:because|but|cos|cause|as)\b", re.I)
FEWEST_MORE = 3


@cache
def words() -> Mapping[str, Any]:
    """The crews' reasons, and what residents and staff are told of a round."""
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def with_round(draft: Draft, services: Services) -> Draft:
    """The draft with what is known of the bin's last round; once its home and bin are known."""
    place, kind = draft.where, load_kinds().get((draft.kind or {}).get("kind", ""))
    if kind is None or kind.checked != COLLECTIONS or draft.round or not place or not draft.answer:
        return draft
    try:
        found = look(draft, place, services)
    except IntegrationError:
        found = Round(rounds.NOT_ASKED)
    draft = replace(draft, round=found.as_slot())
    if found.what in (*rounds.STAYS, *rounds.ASKS):
        return replace(draft, pending={"what": ROUND}, choice=None)
    return draft


def look(draft: Draft, place: Place, services: Services) -> Round:
    """Asks the collections system, and our own store for a report of the same bin and round.

    Raises:
        IntegrationError: the collections system does not answer.
    """
    if place.uprn is None:
        return Round(rounds.UNKNOWN)
    council, now = services.council, services.clock.now().astimezone(LOCAL)
    start, today = now.date() - rounds.BEHIND, now.date()
    notes = services.collections.crew_notes(place.uprn, place.usrn or "", start, today)
    known = Known(
        services.collections.schedule(place.uprn, start, today + rounds.AHEAD),
        notes,
        services.collections.incidents(place.uprn),
        rounds.reasons(notes, words()["reasons"]),
    )
    closed = closed_days(council, services.bank_holidays)
    found = rounds.judge(known, council.bins, said(draft), now, council.missed_bins, closed)
    if found.what in (rounds.MISSED, *rounds.ASKS):
        return told_already(found, draft, place.uprn, services)
    return found


def told_already(found: Round, draft: Draft, uprn: str, services: Services) -> Round:
    """The round, or the report of it that is there: one for each bin and collection."""
    ago = services.clock.now() - datetime.fromisoformat(found.on).replace(tzinfo=LOCAL)
    since = time.time() - ago.total_seconds()  # the store tells real time
    with services.store.read() as tx:
        for one in requests.of_kind_since(tx, (draft.kind or {})["kind"], since):
            if (one.place or {}).get("uprn") == uprn and one.attributes == answers(draft):
                return replace(found, what=rounds.TOLD_ALREADY, reference=one.reference)
    return found


def said(draft: Draft) -> str:
    """The bin that the resident picked, in the words it was shown with."""
    names = {
        key: name
        for one in draft.questions or []
        for key, name in service.Question.from_slot(one).options
    }
    return " ".join(names.get(str(value), "") for value in answers(draft).values())


def answers(draft: Draft) -> dict[str, Any]:
    """The answers there are to the council's questions."""
    return {code: value for code, value in (draft.answers or {}).items() if value is not None}


def chosen(draft: Draft, heard: Heard) -> Draft:
    """The draft after what the resident says of it: it is left, or goes on all the same."""
    found = rounds.of_slot(draft.round)
    done = replace(draft, pending=None, choice=DONE, tries=None)
    if found is None:
        return done
    if found.what in rounds.STAYS:
        no = heard.intent == "deny" or answering.opens_with(heard.text) == "no"
        return replace(done, outcome=CALL if no else TOLD)
    if exits.leaves(heard):
        return replace(done, outcome=TOLD)
    if heard.intent in ("affirm", "choose") and not _says_why(heard):
        return done
    return replace(done, notes=service.add_note(draft.notes or [], heard.text))


def _says_why(heard: Heard) -> bool:
    """Whether a yes goes on: "yes report it, it was out all night"."""
    _, *more = BREAK.split(heard.text, maxsplit=1)
    return not heard.option and len(words_of(" ".join(more))) >= FEWEST_MORE


def facts(draft: Draft) -> dict[str, str]:
    """What fills the words about a round."""
    found = rounds.of_slot(draft.round) or Round(rounds.UNKNOWN)
    place = draft.place["label"] if draft.place else ""
    told = words()["told"]
    why = told.get(found.why, told["other"])
    name = found.bin or words()["any_bin"]
    following = words()["next"].format(day=found.next) if found.next else ""
    return {"bin": name, "day": found.day, "next": following, "why": why.format(bin=name),
            "place": place, "reference": found.reference}  # fmt: skip


def for_staff(draft: Draft) -> list[str]:
    """What the crew's office should know of it."""
    found = rounds.of_slot(draft.round)
    if found is None:
        return []
    line = words()["for_staff"].get(found.what)
    return [line.format(**found.as_slot())] if line else []
