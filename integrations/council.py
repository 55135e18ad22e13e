"""The council's own facts, from data/council.yml or the file a setting names: names, numbers,
hours, teams and bins.

Read once and checked as a whole; a field that is missing, unknown or of the wrong kind is named, so
that a slip of the keyboard is found at the start and not by a resident.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path

import yaml

from integrations.council_reading import Hours, read
from integrations.settings import SettingsError

FILE = Path(__file__).parents[1] / "data" / "council.yml"


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
    verified_on: date | None = None
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
    pounds_for_new: int | None = None

    @property
    def names(self) -> frozenset[str]:
        """What the collections system may call it, in small letters."""
        return frozenset(name.casefold() for name in (self.service, *self.other_names))


@dataclass(frozen=True, kw_only=True)
class MissedBins(Checked):
    """When a bin counts as missed: from `not_before` on its day ("17:00"), and for so many
    working days after it."""

    not_before: str
    working_days: int


@dataclass(frozen=True, kw_only=True)
class Queue(Checked):
    minutes_per_position: int
    tell_after_seconds: int = 15
    tell_again_minutes: int = 15
    wrap_up_minutes: int = 10
    warn_before_minutes: int = 2
    answer_within_minutes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Desk(Checked):
    """How much one adviser takes on, and how long nothing is handed to them after a crisis."""

    chats_at_once: int
    break_after_crisis_minutes: int


@dataclass(frozen=True, kw_only=True)
class Texting(Checked):
    """The council's number for texts, what it says of it, and its limits."""

    number: str
    cost: str
    privacy: str
    fragments_a_day: int
    messages_a_minute: int
    same_words: int
    forget_after_days: int
    pence_for_100_texts: int = 0


@dataclass(frozen=True, kw_only=True)
class Term:
    """How long something may take: working days, days or calendar months."""

    working_days: int = 0
    days: int = 0
    months: int = 0


@dataclass(frozen=True, kw_only=True)
class Promise(Checked):
    """How soon the council says that it has something, and answers it; `law` says who asks that."""

    law: str = ""
    acknowledge: Term | None = None
    answer: Term | None = None


@dataclass(frozen=True, kw_only=True)
class Costs(Checked):
    """What the cost of a completed request is worked out from, in pence."""

    adviser_hour: int
    hundred_conversations: int


@dataclass(frozen=True, kw_only=True)
class BankHolidays(Checked):
    """`division` is the nation in GOV.UK's words; `also_closed`: days the council shuts besides;
    `open_teams` work on bank holidays too."""

    contact_centre: str
    note: str
    division: str
    also_closed: tuple[date, ...] = ()
    open_teams: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """What a kind of report gets: working days, what is aimed at, and how near another one counts
    (`metres`); `told` says who hears of that other: residents, staff or nobody."""

    days: int | None = None
    aim: str = ""
    metres: int | None = None
    told: str = ""


@dataclass(frozen=True, kw_only=True)
class Danger:
    """Contacts to call at once, while the contact centre is open and while it is not."""

    day: str
    night: str


@dataclass(frozen=True, kw_only=True)
class Reports(Checked):
    usual: Report
    danger: Mapping[str, Danger]
    kinds: Mapping[str, Report] = field(default_factory=dict)

    def of(self, kind: str) -> Report:
        """A kind's own numbers, and the usual ones where it has none."""
        own = self.kinds.get(kind, Report())
        given = {one.name: getattr(own, one.name) for one in fields(Report)}
        said = {name: value for name, value in given.items() if value not in (None, "")}
        return replace(self.usual, **said)


@dataclass(frozen=True, kw_only=True)
class Page(Checked):
    """Where the council's website tells of something."""

    url: str


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
    texting: Texting
    costs: Costs
    desk: Desk
    teams: Mapping[str, str]
    bins: tuple[Bin, ...]
    missed_bins: MissedBins
    contacts: Mapping[str, Contact]
    promises: Mapping[str, Promise]
    reports: Reports
    pages: Mapping[str, Page]
    timezone: str = "Europe/London"
    hours_source: Checked = field(default_factory=Checked)
    team_hours: Mapping[str, Hours] = field(default_factory=dict)
    bounds: Bounds | None = None
    on_call: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def contact_of(self, slug: str) -> Contact | None:
        """One of `contacts`, or the council's own: contact, out_of_hours."""
        own = {"contact": self.contact, "out_of_hours": self.out_of_hours}
        return own.get(slug) or self.contacts.get(slug)


def bin_of(service: str, bins: Sequence[Bin]) -> Bin | None:
    """The bin that the collections system means: by one of its names, or else by its colour."""
    said = service.casefold()
    named = [one for one in bins if said in one.names]
    return next(iter(named or [one for one in bins if one.colour in said]), None)


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


def disagreements(council: Council) -> list[str]:
    problems = [
        f"contacts.{slug}.team is no team"
        for slug, contact in council.contacts.items()
        if contact.team and contact.team not in council.teams
    ]
    teams = [*council.team_hours, *council.bank_holidays.open_teams]
    problems += [f"{slug} has hours and is no team" for slug in teams if slug not in council.teams]
    problems += [
        f"reports.danger.{team}: {slug} is no contact"
        for team, danger in council.reports.danger.items()
        for slug in (danger.day, danger.night)
        if council.contact_of(slug) is None
    ]
    if "usual" not in council.reports.danger:
        problems.append("reports.danger.usual is missing")
    if None in (council.reports.usual.days, council.reports.usual.metres):
        problems.append("reports.usual has no days or metres")
    if "contact" not in council.pages:
        problems.append("pages.contact is missing")
    if "contact_centre" not in council.teams:
        problems.append("teams.contact_centre is missing")
    if council.queue.minutes_per_position < 1:
        problems.append("queue.minutes_per_position is not a positive number")
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", council.missed_bins.not_before):
        problems.append("missed_bins.not_before is no time of day like 17:00")
    if len({one.service for one in council.bins}) < len(council.bins):
        problems.append("bins has two of the same service")
    return problems
