"""The council's own questions: which is next, and what a resident's words answer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from actions.choices import option_meant, strong, unsure
from actions.mentions import Heard, words_of
from actions.report import draft as drafts
from actions.report import service, spots
from actions.report.draft import DONE, Draft, Find
from actions.report.kinds import Kind
from actions.report.phrasebook import phrasebook
from actions.report.service import Question
from integrations.open311.contract import Definition

YES_NO = {"yes": ("yes", "yeah", "yep", "yup", "aye", "yea"), "no": ("no", "nope", "nah", "not")}
MORE = 3
"""This many words beyond an option's own are worth keeping."""
ENOUGH = 2
"""After this many answers that fit no option, a question is let go."""


def asked(draft: Draft, definition: Definition | None) -> Draft:
    """The draft with the council's questions; when they cannot be had it goes on unasked.

    The report is logged either way: what the council still misses, its staff will see.
    """
    if definition is None:
        return replace(draft, questions=[], answer=DONE)
    found = [question.as_slot() for question in service.questions(definition)]
    return replace(draft, questions=found, answer=None if found else DONE)


def kind_meant(offered: Sequence[Kind], heard: Heard) -> Kind | None:
    """Which of some kinds an answer means: the button pressed, its name, or words only it has."""
    by_slug = {kind.kind: kind for kind in offered}
    if heard.option in by_slug:
        return by_slug[heard.option]
    key = option_meant(heard.text, [(kind.kind, kind.name) for kind in offered])
    if key:
        return by_slug[key]
    book = phrasebook()
    words = book.words(heard.text)
    named = [one for one in offered if one.kind in book.kinds and book.kinds[one.kind].holds(words)]
    return named[0] if len(named) == 1 else None


def told_by(before: Draft, after: Draft, heard: Heard) -> str:
    """What an answer says: the resident's words, and the option picked or what it says yes to."""
    words = "" if heard.text.startswith("/") else heard.text
    question = next_question(before)
    given = (after.answers or {}).get(question.code) if question else None
    if question is None or not question.options or given is None:
        return words
    names = dict(question.options)
    picked = [names.get(key, "") for key in (given if isinstance(given, list) else [given])]
    yes = any(words_of(name)[:1] == ["yes"] for name in picked)
    return " . ".join([words, *([question.text] if yes else []), *picked])


def next_question(draft: Draft) -> Question | None:
    """The council's first question that has no answer yet."""
    answers = draft.answers or {}
    for value in draft.questions or []:
        if value["code"] not in answers:
            return Question.from_slot(value)
    return None


def take_answer(draft: Draft, heard: Heard) -> Draft:
    """The draft with an answer to the council's question; words beyond it are kept as a note."""
    question = next_question(draft)
    if question is None:
        return replace(draft, answer=DONE)
    label = draft.place["label"] if draft.place else ""
    if question.code == spots.NEAREST:
        tells = heard.intent != "deny" and not unsure(heard.text)
        notes = service.add_note(draft.notes or [], heard.text, label) if tells else draft.notes
        return told(_answered(replace(draft, notes=notes), question, None))
    if not question.options:
        said = None if heard.intent == "deny" and not question.required else heard.text.strip()
        return told(_answered(draft, question, said))
    key = _key(question, heard)
    notes = draft.notes or []
    if not heard.option and _says_more(heard.text, dict(question.options).get(key or "", "")):
        notes = service.add_note(notes, heard.text, label)
    draft = replace(draft, notes=notes)
    if key is not None:
        return told(_answered(draft, question, [key] if question.several else key))
    tries = (draft.tries or 0) + 1
    if tries >= ENOUGH and not question.required:
        return told(_answered(draft, question, None))
    return replace(draft, tries=tries, answer=None)


def told(draft: Draft) -> Draft:
    """The draft with every question answered that the resident's own words answer in full."""
    draft = spots.with_nearest(draft)
    label = draft.place["label"] if draft.place else ""
    if draft.questions is None:
        return draft
    said = [*(draft.notes or []), (draft.kind or {}).get("name", "")]
    while question := next_question(draft):
        key = service.already_told(question, said, label)
        if key is None:
            return draft
        draft = replace(_answered(draft, question, key), tries=draft.tries)
    return replace(draft, answer=DONE)


def more(draft: Draft, heard: Heard, find: Find) -> Draft:
    """The draft with more said about the same thing while it is being taken.

    Raises:
        Declined: the place it tells is unknown, or another council's.
    """
    if heard.mention and not draft.place:
        return drafts.take_place(draft, heard, find)
    label = draft.place["label"] if draft.place else ""
    return told(replace(draft, notes=service.add_note(draft.notes or [], heard.text, label)))


def _says_more(text: str, option: str) -> bool:
    """Whether an answer tells more than the option it picks."""
    beyond = set(strong(words_of(text))) - set(words_of(option))
    return not option or len(beyond) >= MORE


def _key(question: Question, heard: Heard) -> str | None:
    keys = dict(question.options)
    if heard.option in keys:
        return heard.option
    said = {"affirm": "yes", "deny": "no"}.get(heard.intent) or opens_with(heard.text)
    if said:
        yes_no = [key for key, name in question.options if words_of(name)[:1] == [said]]
        if len(yes_no) == 1:
            return yes_no[0]
    return option_meant(heard.text, question.options) or _unsure(question, heard)


def opens_with(text: str) -> str | None:
    """Yes or no, where an answer begins with it and goes on: "yeah, very"."""
    first = words_of(text)[:1]
    return next((word for word, ways in YES_NO.items() if first and first[0] in ways), None)


def _unsure(question: Question, heard: Heard) -> str | None:
    """The option for those who do not know, when the resident does not and there is one."""
    if not unsure(heard.text):
        return None
    fits = [key for key, name in question.options if "sure" in words_of(name)]
    return fits[0] if fits else None


def _answered(draft: Draft, question: Question, value: Any) -> Draft:
    answers = {**(draft.answers or {}), question.code: value}
    left = [one for one in draft.questions or [] if one["code"] not in answers]
    return replace(draft, answers=answers, tries=None, answer=None if left else DONE)
