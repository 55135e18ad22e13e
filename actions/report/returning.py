"""A report that staff give back to the assistant: what they found out is not asked again."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.places import Place
from actions.report import answering, service, taking
from actions.report import draft as drafts
from actions.report.draft import DONE, Draft
from actions.report.kinds import Kind, load_kinds
from integrations.wiring import Services

FORM = "report_form"


def settled(entities: list[dict[str, Any]]) -> Mapping[str, Any]:
    """What staff found out: any of kind, place and details."""
    found = [one["value"] for one in entities if one["entity"] == "settled"]
    return dict(found[-1]) if found else {}


def put_aside(waiting: list[dict[str, Any]] | None) -> tuple[Draft, list[dict[str, Any]] | None]:
    """The report that was put aside for a person, and the tasks that still wait; an empty one when
    what was put aside last is no report."""
    if not waiting or waiting[-1]["form"] != FORM:
        return Draft(), waiting
    return Draft.from_slots(waiting[-1]["slots"]), waiting[:-1] or None


def taken_up(draft: Draft, found: Mapping[str, Any], task: str, services: Services) -> Draft:
    """The draft with what staff found out, and with the council's questions."""
    kind = load_kinds().get(str(found.get("kind")))
    draft = _of_kind(draft, kind, task, services) if kind else draft
    if found.get("place"):
        draft = drafts.at_place(draft, replace(Place(**found["place"]), confirmed=True))
    if found.get("details"):
        notes = service.add_note(draft.notes or [], str(found["details"]))
        draft = replace(draft, notes=notes, details=DONE)
    draft = replace(draft, changing=None, confirmed=None)
    return answering.told(taking.with_twins(draft, services))


def _of_kind(draft: Draft, kind: Kind, task: str, services: Services) -> Draft:
    """Another kind has other questions; which of several it may be is no longer asked."""
    if draft.kind and draft.kind["kind"] == kind.kind and not draft.pending:
        return draft
    begun = replace(draft, task=draft.task or task, notes=draft.notes or [], answers={},
                    questions=None, answer=None, pending=None, choice=DONE, tries=None)  # fmt: skip
    return taking.defined(begun, services, kind)
