"""Reads one field at a time, leniently where directories differ and strictly where the standard
leaves no choice. A field that is wrong is named."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from html.parser import HTMLParser
from typing import Any

from integrations.open_referral.contract import InvalidField

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
TIME = re.compile(r"(\d{1,2}):(\d{2})")
MARKDOWN = re.compile(
    r"\[([^\]]*)\]\([^)]*\)|(?<!\S)#{1,6} |(?<!\w)[*_`]{1,3}(?=\w)|(?<=[\w.])[*_`]{1,3}(?!\w)"
)
HIDDEN = ("script", "style")
Row = Mapping[str, Any]


class Words(HTMLParser):
    """The words of a text without its tags."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in HIDDEN
        self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in HIDDEN and self._hidden > 0
        self.parts.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def plain(text: str) -> str:
    """Descriptions may hold HTML or Markdown; a resident reads words."""
    words = Words()
    words.feed(text)
    words.close()
    cleaned = MARKDOWN.sub(r"\1", "".join(words.parts))
    return re.sub(r"\s+([.,;:!?])", r"\1", " ".join(cleaned.split()))


def row(value: Any, where: str) -> Row:
    if not isinstance(value, Mapping):
        raise InvalidField(where, "is not an object")
    return value


def rows(value: Any, where: str) -> list[Row]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise InvalidField(where, "is not a list")
    return [row(one, f"{where}[{at}]") for at, one in enumerate(value)]


def needed(data: Row, name: str, where: str = "") -> str:
    value = data.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidField(f"{where}{name}", "is missing")
    return plain(value)


def text(data: Row, name: str, where: str = "") -> str:
    value = data.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise InvalidField(f"{where}{name}", "is not a text")
    return plain(value)


def email(data: Row, where: str = "") -> str:
    found = text(data, "email", where)
    if found and not EMAIL.fullmatch(found):
        raise InvalidField(f"{where}email", "is not an e-mail address")
    return found


def day(data: Row, name: str, where: str = "") -> str | None:
    found = text(data, name, where)
    if not found:
        return None
    try:
        return date.fromisoformat(found[:10]).isoformat()
    except ValueError as fault:
        raise InvalidField(f"{where}{name}", "is not a date") from fault


def clock(data: Row, name: str, where: str = "") -> str:
    """ "10:00", "10:00:00" and "10:00Z" are all met; anything else is not known."""
    found = TIME.match(text(data, name, where))
    if not found or int(found[1]) > 24 or int(found[2]) > 59:
        return ""
    return f"{int(found[1]):02d}:{found[2]}"


def number(data: Row, name: str) -> float | None:
    value = data.get(name)
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value.strip()):
        return float(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def age(data: Row, name: str) -> int | None:
    found = number(data, name)
    return int(found) if found is not None else None


def days(value: str) -> tuple[str, ...]:
    return tuple(one.strip().upper() for one in value.split(",") if one.strip())


def first(values: Iterable[str]) -> str:
    return next((one for one in values if one), "")
