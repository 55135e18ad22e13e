"""When the council's people are there: the opening times of a week, several a day, without bank
holidays and without the times a supervisor has closed for.

One home for what residents are told, for the queue and for its targets. Times are worked out as
instants, so that a day of 23 or 25 hours counts as long as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as Days
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from integrations.clock import LOCAL
from integrations.council import Council
from integrations.council_reading import WEEKDAYS, Hours

LOOK_AHEAD = 400
"""Days: further away than that is never."""
WEEK = 7
DAY = timedelta(days=1)
MIDNIGHT = time()

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Closed:
    """Shut out of turn, between two instants; every team when none is named."""

    begins: datetime
    until: datetime
    team: str | None = None


@dataclass(frozen=True)
class Opening:
    """One team's week, the days it does not work, and when it is shut besides."""

    hours: Hours
    days_off: frozenset[date] = frozenset()
    shut: tuple[Closed, ...] = ()


def of_team(
    council: Council, team: str, holidays: Days[date], shut: Sequence[Closed] = ()
) -> Opening:
    """`holidays` are those of the council's own nation."""
    rule = council.bank_holidays
    off = frozenset() if team in rule.open_teams else frozenset(holidays)
    return Opening(
        council.team_hours.get(team, council.hours),
        off | frozenset(rule.also_closed),
        tuple(one for one in shut if one.team in (None, team)),
    )


def is_open(opening: Opening, now: datetime) -> bool:
    begins, _ = next(spans(opening, now), (None, None))
    return begins is not None and begins <= now


def next_open(opening: Opening, now: datetime) -> datetime | None:
    """The first instant from now on at which somebody is there, in the council's own time."""
    begins, _ = next(spans(opening, now), (None, None))
    return None if begins is None else max(begins, now).astimezone(LOCAL)


def due(opening: Opening, since: datetime, seconds: float) -> datetime | None:
    """When so much of the opening time has passed: a target's clock stands still while we are
    closed. In universal time, because an hour of the council's time may come twice."""
    left, since = timedelta(seconds=seconds), since.astimezone(UTC)
    for begins, ends in spans(opening, since):
        begins = max(begins, since)
        if left <= ends - begins:
            return begins + left
        left -= ends - begins
    return None


def open_seconds(opening: Opening, since: datetime, until: datetime) -> float:
    """How much opening time lies between two instants."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)
    total = timedelta()
    for begins, ends in spans(opening, since):
        if begins >= until:
            break
        total += min(ends, until) - max(begins, since)
    return total.total_seconds()


def spans(opening: Opening, since: datetime) -> Iterator[Span]:
    """When it is open, from the span in which `since` lies or the next one on."""
    first = since.astimezone(LOCAL).date()
    for day in (first + n * DAY for n in range(LOOK_AHEAD)):
        if day in opening.days_off:
            continue
        times = opening.hours.get(WEEKDAYS[day.weekday()], ())
        for piece in _pieces(day, tuple(times), opening.shut):
            if piece[1] > since:
                yield piece


def said(opens: datetime, now: datetime) -> str:
    """An opening as residents read it; with its date when the day alone could be this week's."""
    far = (opens.date() - now.astimezone(LOCAL).date()).days >= WEEK
    return f"{opens:%A} {opens.day} {opens:%B} at {opens:%H:%M}" if far else f"{opens:%A at %H:%M}"


def in_words(hours: Hours, words: Mapping[str, str]) -> str:
    """Opening hours as a resident reads them, days alike told together."""
    runs = []
    for spans, group in groupby(WEEKDAYS, key=lambda day: tuple(hours.get(day, ()))):
        if not spans:
            continue
        days = [day.capitalize() for day in group]
        named = words["days"].format(first=days[0], last=days[-1]) if days[1:] else days[0]
        times = [words["span"].format(opens=_clock(one), closes=_clock(two)) for one, two in spans]
        runs.append(f"{named} {words['also'].join(times)}")
    return words["next"].join(runs)


@lru_cache(maxsize=4096)  # reports ask for the same days again and again
def _pieces(
    day: date, times: tuple[tuple[time, time], ...], shut: tuple[Closed, ...]
) -> list[Span]:
    pieces = []
    for opens, closes in times:
        ends = _instant(day + DAY if closes == MIDNIGHT else day, closes)
        pieces += _without((_instant(day, opens), ends), shut)
    return pieces


def _instant(day: date, at: time) -> datetime:
    return datetime.combine(day, at, LOCAL).astimezone(UTC)


def _without(span: Span, shut: Sequence[Closed]) -> list[Span]:
    pieces = [span]
    for one in shut:
        pieces = [
            piece
            for begins, ends in pieces
            for piece in ((begins, min(ends, one.begins)), (max(begins, one.until), ends))
            if piece[0] < piece[1]
        ]
    return sorted(pieces)


def _clock(at: time) -> str:
    """9am, 4.30pm: as GOV.UK writes times."""
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"
