"""Finds days in residents' words: "yesterday", "last Tuesday", "3 weeks ago", "on the 14th".

Dates are those of Europe/London, day before month. Imports nothing of Rasa.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.engine.nlu.place_words import IN_WORDS, LIKELY, POSSIBLE, Found

LONDON = ZoneInfo("Europe/London")
WEEK = 7
MONTH, YEAR = 30, 365
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NEAR = {
    "today": 0, "tonight": 0, "tonite": 0, "2nite": 0, "this morning": 0, "this afternoon": 0,
    "this evening": 0, "tomorrow": 1, "tmrw": 1, "tomoz": 1, "tomorow": 1, "tommorow": 1,
    "tommorrow": 1, "2moro": 1, "yesterday": -1, "yday": -1, "last night": -1,
    "the day before yesterday": -2, "day before yesterday": -2, "the day after tomorrow": 2,
    "day after tomorrow": 2,
}  # fmt: skip
_DAY = r"(?P<day>mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?s?"
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_COUNT = rf"(?P<count>\d{{1,3}}|a|an|a couple of|couple of|{'|'.join(IN_WORDS)})"
_FEW = {"a": 1, "an": 1, "a couple of": 2, "couple of": 2}
AGO = re.compile(rf"\b{_COUNT}\s+(?P<unit>days?|weeks?|wks?|months?|years?)\s+ago\b", re.I)
AHEAD = re.compile(rf"\bin\s+{_COUNT}\s+(?P<unit>days?|weeks?|wks?|months?)(?:'?\s*time)?\b", re.I)
WEEKDAY = re.compile(
    rf"\b(?:(?P<which>last|this|next|coming)\s+)?{_DAY}\b"
    r"(?P<after>\s+(?:just gone|gone|last|next|coming|week))?",
    re.I,
)
WHOLE_WEEK = re.compile(r"\b(?P<which>last|this|next)\s+(?P<unit>week|month)(?!end)\b", re.I)
WRITTEN = re.compile(
    rf"\b(?:the\s+)?(?P<number>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b(?:\s+(?P<year>\d{{4}}))?"
    rf"|\b(?P<month2>{_MONTH[len('(?P<month>') : -1]})\s+(?P<number2>\d{{1,2}})(?:st|nd|rd|th)?\b",
    re.I,
)
IN_FIGURES = re.compile(r"\b(?P<number>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4}|\d{2})\b")
OF_THE_MONTH = re.compile(
    r"\b(?:on|since|by|from|before|after|until|til)\s+the\s+(?P<number>\d{1,2})(?:st|nd|rd|th)\b",
    re.I,
)
ALSO_WORDS = ("sat", "sun", "wed")


def today() -> date:
    """The day it is in London."""
    return datetime.now(LONDON).date()


def days(text: str, now: date) -> list[Found]:
    """Every day named in a text, as YYYY-MM-DD; nothing twice."""
    found: list[Found] = []
    for one in _all(text, now):
        if not any(one.start < other.end and other.start < one.end for other in found):
            found.append(one)
    return sorted(found, key=lambda one: one.start)


def _all(text: str, now: date) -> Iterator[Found]:
    readers: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]], ...] = (
        (IN_FIGURES, _in_figures),
        (WRITTEN, _written),
        (AGO, lambda match, day: day - _span(match)),
        (AHEAD, lambda match, day: day + _span(match)),
        (_NEAR, lambda match, day: day + timedelta(NEAR[" ".join(match[0].lower().split())])),
        (OF_THE_MONTH, _of_the_month),
        (WEEKDAY, _weekday),
        (WHOLE_WEEK, _whole),
    )
    for pattern, read in readers:
        for match in pattern.finditer(text):
            if day := read(match, now):
                sure = POSSIBLE if pattern is WHOLE_WEEK else LIKELY
                yield Found("date", day.isoformat(), match.start(), match.end(), sure)


_NEAR = re.compile(
    r"\b(?:"
    + "|".join(one.replace(" ", r"\s+") for one in sorted(NEAR, key=len, reverse=True))
    + r")\b",
    re.I,
)


def _span(match: re.Match[str]) -> timedelta:
    said = " ".join(match["count"].lower().split())
    count = _FEW.get(said) or int(IN_WORDS.get(said, said))
    unit = match["unit"].lower()[0]
    return timedelta(count * {"d": 1, "w": WEEK, "m": MONTH, "y": YEAR}[unit])


def _weekday(match: re.Match[str], now: date) -> date | None:
    """The next such day; the one before where it is said to be past."""
    short = match["day"].lower()
    a_word = short in ALSO_WORDS and match["day"].islower() and "day" not in match[0].lower()
    if a_word and not match["which"]:
        return None  # "he sat down", "the sun"
    number = DAYS.index(short[:3])
    which = (match["which"] or "").lower()
    after = (match["after"] or "").lower().strip()
    if which == "last" or after in ("just gone", "gone", "last"):
        return now - timedelta((now.weekday() - number - 1) % WEEK + 1)
    ahead = (number - now.weekday()) % WEEK
    if which == "next" or after in ("week", "next"):
        ahead = ahead or WEEK
        return now + timedelta(ahead if after != "week" else ahead + WEEK)
    return now + timedelta(ahead)


def _whole(match: re.Match[str], now: date) -> date:
    """The first day of a week or a month."""
    step = {"last": -1, "this": 0, "next": 1}[match["which"].lower()]
    if match["unit"].lower() == "week":
        return now - timedelta(now.weekday()) + timedelta(WEEK * step)
    months = now.year * 12 + now.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)


def _written(match: re.Match[str], now: date) -> date | None:
    number = int(match["number"] or match["number2"])
    month = MONTHS.index((match["month"] or match["month2"]).lower()[:3]) + 1
    if match["year"]:
        return _day(int(match["year"]), month, number)
    near = [_day(year, month, number) for year in (now.year - 1, now.year, now.year + 1)]
    return min((one for one in near if one), key=lambda one: abs(one - now), default=None)


def _in_figures(match: re.Match[str], now: date) -> date | None:
    year = int(match["year"])
    return _day(year if year > 99 else 2000 + year, int(match["month"]), int(match["number"]))


def _of_the_month(match: re.Match[str], now: date) -> date | None:
    return _day(now.year, now.month, int(match["number"]))


def _day(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
