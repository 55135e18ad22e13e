"""Whether a bin was missed, by what the council's collections system says.

Asked in a council's own order: was it due, what did the crew write, is the round known to have
failed, may the crew still come, is it too late. Dates are the published ones; none is worked out.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from actions.cases import day_name
from actions.mentions import words_of
from actions.working_days import working_days_between
from integrations.collections.contract import Collection, CrewNote, Incident
from integrations.council import Bin, MissedBins, bin_of

MISSED, NOT_DUE, CREW, FAILED, EARLY, LATE = "missed", "not_due", "crew", "failed", "early", "late"
TOLD_ALREADY, UNKNOWN, NOT_ASKED = "told_already", "unknown", "not_asked"
DONE = "done"
"""The reason that is none: the street was finished."""
STAYS = (NOT_DUE, FAILED, EARLY, TOLD_ALREADY)
"""There is nothing to report: the resident is told what is known, and whom to call."""
ASKS = (CREW, LATE)
"""The resident says whether it is reported all the same."""
BEHIND = timedelta(days=28)
AHEAD = timedelta(days=28)


@dataclass(frozen=True)
class Round:
    """What is known of a bin's last round; `day` and `next` are as told to a resident, `on` is that
    day as ISO 8601 writes it; `why` is the name of the reason that the crew gave, `wrote` its own
    words, for staff only."""

    what: str
    bin: str = ""
    day: str = ""
    next: str = ""
    on: str = ""
    why: str = ""
    wrote: str = ""
    reference: str = ""

    def as_slot(self) -> dict[str, str]:
        """What is kept between two messages."""
        return asdict(self)


@dataclass(frozen=True)
class Known:
    """What the collections system says of a home."""

    collections: Sequence[Collection]
    notes: Sequence[CrewNote] = ()
    incidents: Sequence[Incident] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)


def judge(
    known: Known,
    bins: Sequence[Bin],
    said: str,
    now: datetime,
    rule: MissedBins,
    closed: Set[date],
) -> Round:
    """What a council makes of "my bin was not emptied".

    Args:
        known: what the collections system says of the home.
        bins: the council's bins.
        said: the bin the resident means, in words that hold its colour; none is any of them.
        now: the council's own time.
        rule: from when and for how long a bin counts as missed.
        closed: days that are no working days.
    """
    mine_is = meant(said, bins)
    name = mine_is.name if mine_is else ""
    mine = [one for one in known.collections if mine_is in (None, bin_of(one.service, bins))]
    if not mine:
        return Round(UNKNOWN, name)
    today = now.date()
    following = _first_after(today, mine)
    day = max((one.date for one in mine if one.date <= today), default=None)
    if day is None:
        return Round(NOT_DUE, name, next=following)
    left = [one for one in mine if one.date == day]
    found = Round(MISSED, name or _name(left[0], bins), day_name(day), following, day.isoformat())
    if note := _note(known, left):
        why = known.reasons.get(note.reason, "")
        return replace(found, what=CREW, why=why, wrote=note.reason)
    if _failed(known, left):
        return replace(found, what=FAILED)
    if day == today and now.time() < time.fromisoformat(rule.not_before):
        return replace(found, what=EARLY)
    late = working_days_between(day, today, closed) > rule.working_days
    return replace(found, what=LATE) if late else found


def reasons(notes: Iterable[CrewNote], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The name of each reason that the crews wrote, as far as it is one of those known: the first
    of which all words of one of its signs are in it."""
    found = {}
    for note in notes:
        written = set(words_of(note.reason))
        for name, signs in known.items():
            if any(set(words_of(sign)) <= written for sign in signs):
                found[note.reason] = name
                break
    return found


def _first_after(today: date, mine: Iterable[Collection]) -> str:
    coming = min((one.date for one in mine if one.date > today), default=None)
    return day_name(coming) if coming else ""


def meant(said: str, bins: Sequence[Bin]) -> Bin | None:
    """The one bin whose colour is in some words."""
    words = set(words_of(said))
    named = [one for one in bins if one.colour in words]
    return named[0] if len(named) == 1 else None


def _name(one: Collection, bins: Sequence[Bin]) -> str:
    its = bin_of(one.service, bins)
    return its.name if its else ""


def _note(known: Known, left: Sequence[Collection]) -> CrewNote | None:
    """What was written of these collections, if it says why a bin was left."""
    days, rounds = {one.date for one in left}, {one.round for one in left}
    for one in known.notes:
        here = one.at.date() in days and (not one.round or one.round in rounds)
        if here and known.reasons.get(one.reason) != DONE:
            return one
    return None


def _failed(known: Known, left: Sequence[Collection]) -> bool:
    days, rounds = {one.date for one in left}, {one.round for one in left}
    return any(one.date in days and one.round in rounds for one in known.incidents)


def of_slot(value: Mapping[str, Any] | None) -> Round | None:
    """The round back from the tracker."""
    return Round(**value) if value else None
