"""The council's own facts, from data/council.yml: names, numbers, hours, teams and bins.

Read once and checked as a whole; a field that is missing, unknown or of the wrong kind is named, so
that a slip of the keyboard is found at the start and not by a resident.
"""

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import date, time
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from integrations.settings import SettingsError

FILE = Path(__file__).parents[1] / "data" / "council.yml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# What the file calls a thing where Python keeps the word for itself.
WRITTEN = {"what_for": "for"}

Hours = Mapping[str, Sequence[tuple[time, time]]]


class CouncilInvalid(SettingsError):
    def __init__(self, path: Path, problems: list[str]) -> None:
        super().__init__(f"{path.name} is wrong: {'; '.join(problems)}.")
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Where an entry comes from, who has checked it and until when; `demo` is not a fact at all."""

    source: str | None = None
    sources: tuple[str, ...] = ()
    checked: date | None = None
    verified_by: str | None = None
    expires: date | None = None
    demo: bool = False


@dataclass(frozen=True, kw_only=True)
class Contact(Checked):
    name: str
    phone: str = ""
    what_for: str = ""
    team: str = ""
    hours: str = ""
    cost: str = ""
    option: str = ""
    text: str = ""
    text_word: str = ""
    text_note: str = ""
    silent: str = ""
    silent_note: str = ""
    relay: str = ""
    bsl: str = ""
    web: str = ""
    webchat: str = ""
    email: str = ""


@dataclass(frozen=True, kw_only=True)
class Bin(Checked):
    """`service` is what the collections system calls it, `name` what residents do."""

    service: str
    colour: str
    name: str
    holds: str
    other_names: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    how_often: str | None = None
    permit_needed_for: str | None = None


@dataclass(frozen=True, kw_only=True)
class Queue(Checked):
    minutes_per_position: int


@dataclass(frozen=True, kw_only=True)
class BankHolidays(Checked):
    contact_centre: str
    note: str


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """A rectangle in National Grid metres in which street names are looked for."""

    west: int
    south: int
    east: int
    north: int


@dataclass(frozen=True, kw_only=True)
class Council:
    name: str
    short_name: str
    area: str
    gss_code: str
    custodian_code: int
    contact: Contact
    out_of_hours: Contact
    hours: Hours
    bank_holidays: BankHolidays
    queue: Queue
    teams: Mapping[str, str]
    bins: tuple[Bin, ...]
    contacts: Mapping[str, Contact]
    timezone: str = "Europe/London"
    hours_source: Checked = field(default_factory=Checked)
    bounds: Bounds | None = None


def load(path: Path = FILE) -> Council:
    """Raises CouncilInvalid, which names every fault in the file."""
    problems: list[str] = []
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as fault:
        raise CouncilInvalid(path, [str(fault)]) from fault
    council = read(Council, data, "", problems)
    if not problems:
        problems += disagreements(council)
    if problems:
        raise CouncilInvalid(path, problems)
    return council  # type: ignore[no-any-return]


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
    """Pairs such as ["08:30", "17:00"] for each day of the week, none when it is closed."""
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
        if any(opens >= closes for opens, closes in found[day]):
            problems.append(f"{where}.{day} closes before it opens")
    return found


def disagreements(council: Council) -> list[str]:
    problems = [
        f"contacts.{slug}.team is no team"
        for slug, contact in council.contacts.items()
        if contact.team and contact.team not in council.teams
    ]
    if "contact_centre" not in council.teams:
        problems.append("teams.contact_centre is missing")
    if council.queue.minutes_per_position < 1:
        problems.append("queue.minutes_per_position is not a positive number")
    if len({one.service for one in council.bins}) < len(council.bins):
        problems.append("bins has two of the same service")
    return problems


def below(where: str, name: object) -> str:
    return f"{where}.{name}" if where else str(name)


def written_as(kind: Any) -> str:
    words = {str: "a text", int: "a whole number", bool: "true or false", date: "a date"}
    return words.get(kind, "a list" if kind is tuple else "a list of fields")
