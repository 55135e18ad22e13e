"""Reads what a browser or another front end sent, and refuses what is not of the agreed shape."""

import json
import math
import re
from dataclasses import dataclass
from typing import Any, NoReturn
from urllib.parse import parse_qs

from bot.refusals import Problem

MAX_DEPTH = 8
LOCALE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
NUMBER = re.compile(r"[0-9]{1,15}")
ID_LENGTH = 100


@dataclass(frozen=True)
class Sent:
    """One message as sent: exactly one of text, choice and location."""

    client_id: str
    text: str | None = None
    choice: str | None = None
    location: tuple[float, float] | None = None


def bad(detail: str) -> NoReturn:
    raise Problem(400, "bad_request", detail)


def read_object(body: bytes) -> dict[str, Any]:
    """RFC 8259 JSON: no NaN or Infinity, numbers and nesting of a sane size."""
    try:
        value = json.loads(body.decode("utf-8"), parse_constant=not_a_number)
    except UnicodeDecodeError:
        bad("The body is not UTF-8.")
    except (ValueError, RecursionError):
        bad("The body is not JSON.")
    if not isinstance(value, dict):
        bad("The body is not a JSON object.")
    if too_deep(value):
        bad(f"The body is nested more than {MAX_DEPTH} deep.")
    return value


def not_a_number(name: str) -> NoReturn:
    raise ValueError(name)


def too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True


def read_session(body: bytes) -> str | None:
    """The locale asked for, if any. An empty body asks for nothing."""
    locale = read_object(body).get("locale") if body.strip() else None
    if locale is not None and not (isinstance(locale, str) and LOCALE.fullmatch(locale)):
        bad("locale is not a language tag.")
    return locale


def read_message(body: bytes) -> Sent:
    given = read_object(body)
    client_id = read_id(given.get("client_id"), "client_id")
    kinds = [kind for kind in ("text", "choice", "location") if given.get(kind) is not None]
    if len(kinds) != 1:
        bad("Send exactly one of text, choice and location.")
    value = given[kinds[0]]
    if kinds == ["text"]:
        if not isinstance(value, str):
            bad("text is not a string.")
        return Sent(client_id, text=value)
    if kinds == ["choice"]:
        return Sent(client_id, choice=read_id(value, "choice"))
    return Sent(client_id, location=read_location(value))


def read_id(value: Any, name: str) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= ID_LENGTH or not value.isprintable():
        bad(f"{name} is not a string of 1 to {ID_LENGTH} visible characters.")
    return value


def read_location(value: Any) -> tuple[float, float]:
    if not isinstance(value, dict):
        bad("location is not an object.")
    return read_degrees(value.get("lat"), 90, "lat"), read_degrees(value.get("lng"), 180, "lng")


def read_degrees(value: Any, limit: int, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        bad(f"location.{name} is not a number.")
    if not -limit <= value <= limit or math.isnan(value):
        bad(f"location.{name} is not from -{limit} to {limit}.")
    return float(value)


def read_after(value: str | None, name: str = "after") -> int:
    if value is None or value == "":
        return 0
    if not NUMBER.fullmatch(value):
        bad(f"{name} is not a whole number.")
    return int(value)


def read_form(body: bytes, content_type: str) -> dict[str, str]:
    """application/x-www-form-urlencoded, as a browser without JavaScript sends it."""
    if body and not content_type.startswith("application/x-www-form-urlencoded"):
        bad("The body is not a form.")
    try:
        fields = parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        bad("The body is not a form.")
    return {name: values[0].replace("\r\n", "\n") for name, values in fields.items()}
