"""Reads what a form or a JSON body gives, and says what is missing."""

from collections.abc import Mapping, Sequence

from bot.conversation.text import clean, is_empty
from bot.refusals import Problem

LONGEST = 4000
ID_LENGTH = 100


def optional(given: Mapping[str, object], name: str, longest: int = LONGEST) -> str:
    value = given.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Problem(422, "not_complete", f"{name} is not a text.", missing=[name])
    said = clean(value)
    if len(said) > longest:
        raise Problem(422, "too_long", f"{name} has more than {longest} characters.", field=name)
    return "" if is_empty(said) else said


def needed(given: Mapping[str, object], name: str, longest: int = LONGEST) -> str:
    said = optional(given, name, longest)
    if not said:
        raise Problem(422, "not_complete", f"{name} is missing.", missing=[name])
    return said


def one_of(given: Mapping[str, object], name: str, known: Sequence[str]) -> str:
    said = needed(given, name)
    if said not in known:
        raise Problem(422, "not_complete", f"{name} is none of those there are.", missing=[name])
    return said


def several(given: Mapping[str, object], name: str, known: Sequence[str]) -> list[str]:
    """A list, or the fields of ticked boxes: name.one, name.two."""
    value = given.get(name)
    if value is None:
        value = [one for one in known if f"{name}.{one}" in given]
    if not isinstance(value, list) or not set(value) <= set(known):
        raise Problem(422, "not_complete", f"{name} is no list of known names.", missing=[name])
    return [one for one in known if one in value]


def version(given: Mapping[str, object]) -> int:
    value = given.get("version")
    if isinstance(value, str) and value.isdecimal() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Problem(422, "not_complete", "version is missing.", missing=["version"])


def key(given: Mapping[str, object]) -> str:
    """The sender's own id of it: the same one twice is the same thing."""
    value = given.get("client_id")
    if not isinstance(value, str) or not 0 < len(value) <= ID_LENGTH or not value.isprintable():
        raise Problem(422, "not_complete", "client_id is missing.", missing=["client_id"])
    return value
