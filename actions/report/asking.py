"""What a resident asks the council for, such as a new bin: taken as a report is, in other words."""

from actions.report import checking, rounds
from actions.report.draft import DONE, Draft
from actions.report.kinds import Kind, load_kinds
from actions.report.phrasebook import phrasebook
from actions.report.taking import words
from integrations.council import Council

PERSON = "person"


def asks(draft: Draft) -> bool:
    """Whether something is asked for, and not reported."""
    return bool(draft.kind) and load_kinds()[(draft.kind or {})["kind"]].asks


def needs_person(kind: Kind, text: str) -> bool:
    """Whether a message is about what only a person can do: a booking that is made, a permit."""
    book = phrasebook()
    return kind.asks and book.persons[kind.kind].holds(book.words(text))


def for_person(kind: Kind) -> Draft:
    """A draft of which nothing is asked: it ends with the team that can do it."""
    return Draft(kind=kind.as_slot(), place={}, details=DONE, answer=DONE, confirmed=True,
                 outcome=PERSON)  # fmt: skip


def whose(draft: Draft) -> dict[str, str]:
    """The slots by which a person who is asked for next is of the right team."""
    kind = draft.kind or {}
    return {"handover_team": kind["team"], "handover_topic": kind["intent"]}


def charge(draft: Draft, council: Council) -> str:
    """The line about the price of the bin that is asked for; nothing where none is known."""
    one = rounds.meant(checking.said(draft), council.bins) if asks(draft) else None
    if one is None or one.pounds_for_new is None:
        return ""
    return str(words()["charge"]).format(bin=one.name, pounds=one.pounds_for_new)
