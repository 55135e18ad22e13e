"""Reads a file of facts into dataclasses: what is missing, unknown or of the wrong kind is named,
all of it at once."""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, time
from itertools import pairwise
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What the file calls a thing where Python keeps the word for itself.
WRITTEN = {"what_for": "for"}
MIDNIGHT = time()
Hours = Mapping[str, Sequence[tuple[time, time]]]


def read(kind: Any, value: Any, where: str, problems: list[str]) -> Any:
    """A value as the kind its field asks for; what cannot be is noted in `problems`."""
    if is_dataclass(kind):
        return read_fields(kind, value, where, problems)
    if kind == Hours:
        return read_hours(value, where, problems)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else read(inner[0], value, where, problems)
    if origin is Mapping and isinstance(value, dict):
        return {key: read(inner[1], one, below(where, key), problems) for key, one in value.items()}
    if origin is tuple and isinstance(value, list):
        return tuple(
            read(inner[0], one, below(where, at), problems) for at, one in enumerate(value, 1)
        )
    if isinstance(kind, type) and type(value) is kind:
        return value
    problems.append(f"{where} is not {written_as(origin or kind)}")
    return None


def read_fields(kind: Any, value: Any, where: str, problems: list[str]) -> Any:
    if not isinstance(value, dict):
        problems.append(f"{where or 'the file'} is not a list of fields")
        return None
    names = {WRITTEN.get(one.name, one.name): one for one in fields(kind)}
    hints = get_type_hints(kind)
    problems += [f"{below(where, name)} is unknown" for name in value if name not in names]
    needed = [
        name
        for name, one in names.items()
        if one.default is MISSING and one.default_factory is MISSING
    ]
    missing = [name for name in needed if value.get(name) in (None, "")]
    problems += [f"{below(where, name)} is missing" for name in missing]
    found = {
        names[name].name: read(hints[names[name].name], one, below(where, name), problems)
        for name, one in value.items()
        if name in names and name not in missing
    }
    return None if missing else kind(**found)


def read_hours(value: Any, where: str, problems: list[str]) -> Hours:
    """Pairs such as ["08:30", "17:00"] for each day of the week, none when it is closed. A closing
    time of "00:00" is the end of the day."""
    if not isinstance(value, dict) or set(value) != set(WEEKDAYS):
        problems.append(f"{where} does not name the seven days of the week")
        return {}
    found: dict[str, tuple[tuple[time, time], ...]] = {}
    for day, pairs in value.items():
        try:
            found[day] = tuple(
                (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs
            )
        except (TypeError, ValueError):
            problems.append(f'{where}.{day} is not a list of times such as ["08:30", "17:00"]')
            continue
        if any(closes <= opens and closes != MIDNIGHT for opens, closes in found[day]):
            problems.append(f"{where}.{day} closes before it opens")
        if any(before[1] > after[0] for before, after in pairwise(found[day])):
            problems.append(f"{where}.{day} is not in order")
    if not any(found.values()):
        problems.append(f"{where} never opens")
    return found


def below(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)


def written_as(kind: Any) -> str:
    words = {str: "a text", int: "a whole number", bool: "true or false", date: "a date"}
    return words.get(kind, "a list" if kind is tuple else "a list of fields")
