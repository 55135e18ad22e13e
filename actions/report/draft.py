"""A report while it is being taken: what is known, and how each message changes it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from actions.choices import option_meant, unsure
from actions.errors import Declined, PlaceUnknown
from actions.mentions import Heard, Mention, leftover, words_of
from actions.places import Choices, Place
from actions.report import service
from actions.report.kinds import Kind
from actions.report.service import Question
from integrations.errors import IntegrationError
from integrations.open311.contract import Definition

Find = Callable[[Mention], Place | Choices]
DONE = "done"
AREA = "area"
DESCRIBING = 4  # this many words that name no place tell of the thing, not of where it is
CORRECTING = {"no", "not", "nope", "wait", "actually", "meant", "wrong", "correction"}


@dataclass(frozen=True)
class Draft:
    """One report in the making. Every field is a slot ``report_<field>``.

    `pending` is a choice the resident has to make before it goes on, and `choice` is done while
    there is none; `settled` are the ones made; `outcome` is set when it ends without a report.
    """

    kind: dict[str, str] | None = None
    task: str | None = None
    place: dict[str, Any] | None = None
    mention: dict[str, Any] | None = None
    options: list[dict[str, Any]] | None = None
    notes: list[str] | None = None
    details: str | None = None
    questions: list[dict[str, Any]] | None = None
    answers: dict[str, Any] | None = None
    answer: str | None = None
    tries: int | None = None
    changing: bool | None = None
    confirmed: bool | None = None
    choice: str | None = DONE
    pending: dict[str, Any] | None = None
    settled: list[str] | None = None
    similar: list[str] | None = None
    round: dict[str, str] | None = None
    outcome: str | None = None
    contact: dict[str, str] | None = None
    things: list[list[str]] | None = None

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> "Draft":
        """The draft as the conversation holds it."""
        return cls(**{field.name: slots.get(f"report_{field.name}") for field in fields(cls)})

    def slots(self) -> dict[str, Any]:
        """Every slot of the draft, the empty ones too."""
        return {f"report_{field.name}": getattr(self, field.name) for field in fields(self)}

    @property
    def where(self) -> Place | None:
        """The place, once it is known."""
        return Place(**self.place) if self.place else None


def begin(kind: Kind, task: str, heard: Heard, definition: Definition | None,
          generic: tuple[str, ...]) -> Draft:  # fmt: skip
    """A new report from the first message: what it tells already is not asked again.

    Args:
        kind: what is reported.
        task: the id of the turn that began it.
        heard: the first message.
        definition: the council's questions; None when it could not be asked.
        generic: words that say nothing about the thing itself.
    """
    asked = service.questions(definition) if definition else ()
    bare = heard.text.startswith("/") or service.is_bare(heard.text, kind, generic)
    return Draft(
        kind=kind.as_slot(),
        task=task,
        mention=heard.mention.as_slot() if heard.mention else None,
        notes=[] if bare else [heard.text.strip()],
        details=None if bare and not kind.at_home else DONE,
        questions=[question.as_slot() for question in asked] if definition else None,
        answers={},
        answer=None if asked or not definition else DONE,
    )


def take_place(draft: Draft, heard: Heard, find: Find) -> Draft:
    """The draft with the place a message tells, or with the places to choose from.

    Words that name no place are kept as a note, and the question stays open.

    Raises:
        Declined: the place is unknown, or another council's.
    """
    missed = replace(draft, tries=(draft.tries or 0) + 1)
    if draft.options and (picked := _picked(draft.options, heard)):
        return at_place(draft, picked)
    mention = heard.mention
    names_none = heard.intent in ("affirm", "deny") or unsure(heard.text)
    if not mention.street and not mention.pin and not names_none:
        mention = replace(mention, street=(leftover(heard.text, mention),), words=heard.text)
        mention = mention if mention.street != ("",) else replace(mention, street=())
    if not mention:
        return missed
    try:
        return _placed(draft, mention.over(Mention.from_slot(draft.mention)), heard.text, find)
    except PlaceUnknown:
        if heard.mention.street or len(heard.text.split()) < DESCRIBING:
            raise
        return replace(missed, notes=service.add_note(draft.notes or [], heard.text))


def puts_right(heard: Heard) -> bool:
    """Whether a message corrects the place, whatever was asked: "no, number 14 not 41"."""
    words = words_of(heard.text)
    return bool(heard.mention) and (heard.intent == "deny" or bool(set(words[:2]) & CORRECTING))


def take_details(draft: Draft, heard: Heard) -> Draft:
    """The draft with what the resident saw; "no" or "don't know" is an answer too."""
    notes = draft.notes or []
    if heard.intent != "deny":
        notes = service.add_note(notes, heard.text)
    return replace(draft, notes=notes, details=DONE)


def _picked(options: list[dict[str, Any]], heard: Heard) -> Place | None:
    names = [(str(at), one["label"]) for at, one in enumerate(options, 1)]
    key = heard.option or option_meant(heard.text, names)
    if key and key.isdigit() and 1 <= int(key) <= len(options):
        return replace(Place(**options[int(key) - 1]), confirmed=True)
    return None


def take_confirmation(draft: Draft, heard: Heard, find: Find) -> Draft:
    """Yes sends it; a change is made and read back; a bare no asks what to change."""
    if heard.intent == "affirm" and not heard.mention:
        return replace(draft, confirmed=True, changing=None)
    if heard.intent == "deny" and not heard.mention and len(heard.text.split()) < 4:
        return replace(draft, changing=True, confirmed=None)
    return correct(draft, heard, find)


def correct(draft: Draft, heard: Heard, find: Find) -> Draft:
    """The draft put right: another place or number, or one more thing said about it.

    Raises:
        Declined: the new place is unknown, or another council's.
    """
    draft = replace(draft, changing=None, confirmed=None)
    if not heard.mention:
        label = draft.place["label"] if draft.place else ""
        return replace(draft, notes=service.add_note(draft.notes or [], heard.text, label))
    before = Mention.from_slot(draft.mention)
    new = heard.mention
    if new.street and not new.number:
        before = replace(before, number=None, postcode=None)
    elif new.street or (new.number and new.postcode is None and before.street):
        before = replace(before, postcode=None)
    notes = service.corrected(draft.notes or [], before.number, new.number)
    try:
        return _placed(replace(draft, notes=notes), new.over(before), "", find)
    except PlaceUnknown:
        if puts_right(heard):
            raise
        return replace(draft, notes=service.add_note(draft.notes or [], heard.text))


def read_back(draft: Draft) -> dict[str, str]:
    """What is read back before the report is sent."""
    answers = []
    for value in draft.questions or []:
        question = Question.from_slot(value)
        given = (draft.answers or {}).get(question.code)
        names = dict(question.options)
        picked = given if isinstance(given, list) else [given] if given else []
        if picked:
            shown = ", ".join(names.get(key, str(key)) for key in picked)
            answers.append(f"{question.text} {shown}")
    kind = draft.kind or {}
    return {
        "name": kind.get("name", ""),
        "place": draft.place["label"] if draft.place else "",
        "details": "\n".join([*(draft.notes or []), *answers]),
    }


def _placed(draft: Draft, mention: Mention, words: str, find: Find) -> Draft:
    kept = replace(draft, mention=mention.as_slot())
    if not mention.street and not mention.postcode and not mention.pin:
        return replace(kept, place=None)
    found = in_area(find(mention), draft)
    if isinstance(found, Choices):
        options = [] if found.number_needed else [asdict(place) for place in found.places]
        return replace(kept, place=None, options=options)
    noted = replace(kept, notes=service.add_note(kept.notes or [], words, found.label))
    return at_place(noted, found)


def in_area(found: Place | Choices, draft: Draft) -> Place | Choices:
    """The one place of several that is in the part of the borough the resident named."""
    if not isinstance(found, Choices):
        return found
    areas = {value.lower() for kind, value in draft.things or [] if kind == AREA}
    there = [one for one in found.places if one.locality.lower() in areas]
    return there[0] if len(there) == 1 else found


def narrowed(draft: Draft, heard: Heard, find: Find) -> Draft:
    """The draft at the house number that is told after the street: "outside number 14"."""
    before, number = Mention.from_slot(draft.mention), heard.mention.number
    if not draft.place or not number or before.number or before.pin or heard.mention.street:
        return draft
    try:
        return _placed(draft, replace(before, number=number), "", find)
    except (Declined, IntegrationError):  # the street stands; the number is in the notes
        return draft


def at_place(draft: Draft, place: Place) -> Draft:
    """The draft with its place found: no choice of places is left open."""
    before = Mention.from_slot(draft.mention)
    street = (f"{place.street} {place.locality}".strip(),) if place.street else ()
    mention = Mention(street, before.number, before.postcode and place.postcode)
    settled = replace(draft, place=asdict(place), mention=mention.as_slot())
    return replace(settled, options=None, tries=None)
