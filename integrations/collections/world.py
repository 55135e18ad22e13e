"""The rounds a stand-in knows: a first day and a number of days between, and the council's list of
changed days. A changed day is looked up, never worked out.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from integrations.standin import BadSeed

Fields = Mapping[str, Any]

HOW_OFTEN = {"daily": 1, "weekly": 7, "fortnightly": 14, "four-weekly": 28, "4-weekly": 28}
PLAIN = {"first_date": "first", "start": "first", "every": "every_days", "days": "every_days",
         "frequency": "every_days", "interval_days": "every_days", "new_date": "to",
         "instead": "to", "from": "date"}  # fmt: skip
SPAN = re.compile(r"(\d{1,12})\s*-\s*(\d{1,12})")
LONGEST_SPAN = 100_000
CREW_NOTE = {"LogDate": ("logdate", "date", "at"), "Reason": ("reason",), "Round": ("round",),
             "Uprn": ("uprn",), "Usrn": ("usrn",), "StreetName": ("streetname", "street"),
             "SiteAddress": ("siteaddress", "address")}  # fmt: skip
INCIDENT = {"RoundCode": ("roundcode", "round"), "ScheduleName": ("schedulename", "schedule"),
            "ServiceName": ("servicename", "service"), "RoundAreaName": ("roundareaname", "area"),
            "RoundIncidentDate": ("roundincidentdate", "date"),
            "RoundIncidentNotes": ("roundincidentnotes", "notes")}  # fmt: skip


@dataclass(frozen=True)
class Day:
    """One collection, on the wire's terms."""

    service: str
    round: str
    schedule: str
    date: date


@dataclass(frozen=True)
class Round:
    name: str
    service: str
    schedule: str
    first: date
    every: int
    changes: Mapping[date, date | None]

    def between(self, start: date, end: date) -> Iterator[Day]:
        """The days as published: where a change is, the new day or none at all."""
        days = {day for day in self._pattern(start, end) if day not in self.changes}
        moved = (new for old, new in self.changes.items() if self._is_usual(old))
        days.update(new for new in moved if new and start <= new <= end)
        for day in sorted(days):
            yield Day(self.service, self.name, self.schedule, day)

    def _pattern(self, start: date, end: date) -> Iterator[date]:
        late = max(0, (start - self.first).days)
        day = self.first + timedelta(days=-(-late // self.every) * self.every)
        while day <= end:
            yield day
            day += timedelta(days=self.every)

    def _is_usual(self, day: date) -> bool:
        return day >= self.first and (day - self.first).days % self.every == 0


@dataclass(frozen=True)
class World:
    rounds: Mapping[str, tuple[Round, ...]]
    listed: Mapping[str, tuple[Day, ...]]
    crew_notes: tuple[Fields, ...]
    incidents: tuple[Fields, ...]

    def between(self, uprn: str, start: date, end: date) -> list[Day]:
        """Soonest first; nothing for a property nobody has heard of."""
        key = uprn.lstrip("0")
        days = [day for each in self.rounds.get(key, ()) for day in each.between(start, end)]
        days += [day for day in self.listed.get(key, ()) if start <= day.date <= end]
        return sorted(days, key=lambda day: (day.date, day.service, day.round))

    def noted(self, uprn: str, usrn: str, start: date, end: date) -> list[Fields]:
        """What was written of a property, or of its street when that is asked as well."""
        here = {("Uprn", uprn.lstrip("0")), ("Usrn", usrn.lstrip("0"))} - {("Usrn", "")}
        return [
            row
            for row in self.crew_notes
            if start <= datetime.fromisoformat(row["LogDate"]).date() <= end
            and (
                ("Uprn", row["Uprn"]) in here or (not row["Uprn"] and ("Usrn", row["Usrn"]) in here)
            )
        ]

    def incidents_of(self, uprn: str) -> list[Fields]:
        """Those of the rounds that a property is on."""
        names = {each.name for each in self.rounds.get(uprn.lstrip("0"), ())}
        names |= {day.round for day in self.listed.get(uprn.lstrip("0"), ())}
        return [row for row in self.incidents if row["RoundCode"] in names]


def load(seed: Fields) -> World:
    """Raises BadSeed naming the record and the field."""
    if not {"rounds", "collections"} & set(seed):
        raise BadSeed("neither rounds nor collections")
    changes = _changes(seed)
    rounds: dict[str, Round] = {}
    for place, given in enumerate(_list(seed, "rounds")):
        one = _round(_plain(given, f"rounds[{place}]"), changes, f"rounds[{place}]")
        rounds[one.name] = one
    return World(_premises(seed, rounds), _listed(seed), _crew_notes(seed), _incidents(seed))


def _crew_notes(seed: Fields) -> tuple[Fields, ...]:
    """Rows as they go over the wire; each is of a property (`Uprn`) or of a street (`Usrn`)."""
    rows = _written(seed, ("crew_logs", "InCabLogs"), CREW_NOTE, "LogDate")
    for place, row in enumerate(rows):
        row["Uprn"], row["Usrn"] = row["Uprn"].lstrip("0"), row["Usrn"].lstrip("0")
        if not row["Reason"] or not (row["Uprn"] or row["Usrn"]):
            raise BadSeed(f"crew_logs[{place}]: needs Reason, and Uprn or Usrn")
    return tuple(rows)


def _incidents(seed: Fields) -> tuple[Fields, ...]:
    rows = _written(seed, ("round_incidents", "RoundIncidents"), INCIDENT, "RoundIncidentDate")
    if missing := [place for place, row in enumerate(rows) if not row["RoundCode"]]:
        raise BadSeed(f"round_incidents[{missing[0]}]: no RoundCode")
    return tuple(rows)


def _written(
    seed: Fields, names: tuple[str, str], wire: Mapping[str, tuple[str, ...]], when: str
) -> list[dict[str, str]]:
    """Rows under the wire's names or plainer ones (`wire` has both), with a day or a moment."""
    rows = []
    for place, given in enumerate(_list(seed, names[0]) or _list(seed, names[1])):
        where = f"{names[0]}[{place}]"
        said = {name.replace("_", ""): value for name, value in _plain(given, where).items()}
        row = {
            name: str(next((said[one] for one in ways if said.get(one)), "")).strip()
            for name, ways in wire.items()
        }
        try:
            row[when] = datetime.fromisoformat(row[when]).isoformat()
        except ValueError as fault:
            raise BadSeed(f"{where}: {when} is not a date") from fault
        rows.append(row)
    return rows


def _round(given: Fields, changes: Iterable[Fields], where: str) -> Round:
    for field in ("round", "service", "first", "every_days"):
        if not given.get(field):
            raise BadSeed(f"{where}: no {field}")
    first = _day(given["first"], f"{where}: first")
    often = str(given["every_days"]).lower()
    every = HOW_OFTEN.get(often) or (int(often) if often.isdecimal() else 0)
    if not every:
        raise BadSeed(f"{where}: every_days is not a number of days")
    name = str(given["round"])
    moved: dict[date, date | None] = {}
    for change in changes:
        if change["rounds"] is None or name in change["rounds"]:
            moved.setdefault(change["date"], change["to"])
    schedule = str(given.get("schedule", f"{first:%a}{every}"))
    return Round(name, str(given["service"]), schedule, first, every, moved)


def _changes(seed: Fields) -> list[Fields]:
    """Those that name their rounds come first, so that they win over those for every round."""
    changes = []
    for place, given in enumerate(_list(seed, "changes")):
        where = f"changes[{place}]"
        change = _plain(given, where)
        new = change.get("to")
        changes.append({
            "date": _day(change.get("date"), f"{where}: date"),
            "to": None if new is None else _day(new, f"{where}: to"),
            "rounds": None if change.get("rounds") is None else _names(change["rounds"]),
        })  # fmt: skip
    return sorted(changes, key=lambda change: change["rounds"] is None)


def _names(given: Any) -> list[str]:
    return [str(name) for name in (given if isinstance(given, list) else [given])]


def _premises(seed: Fields, rounds: Mapping[str, Round]) -> dict[str, tuple[Round, ...]]:
    given = seed.get("premises", [])
    if isinstance(given, Mapping):
        given = [{"uprn": uprn, "rounds": names} for uprn, names in given.items()]
    found: dict[str, tuple[Round, ...]] = {}
    for place, each in enumerate(_list({"premises": given}, "premises")):
        where = f"premises[{place}]"
        premises = _plain(each, where)
        names = _names(premises.get("rounds") or [])
        if unknown := [name for name in names if name not in rounds]:
            raise BadSeed(f"{where}: there is no round {unknown[0]}")
        chosen = tuple(rounds[name] for name in names)
        for uprn in _uprns(premises, where):
            found[uprn] = found.get(uprn, ()) + chosen
    return found


def _uprns(premises: Fields, where: str) -> Iterator[str]:
    """One, several, or "990000000001-990000000010"."""
    given = premises.get("uprns", premises.get("uprn"))
    for each in given if isinstance(given, list) else [given]:
        text = str(each).strip()
        if span := SPAN.fullmatch(text):
            first, last = int(span[1]), int(span[2])
            if not first <= last <= first + LONGEST_SPAN:
                raise BadSeed(f"{where}: {text} is not a span of UPRNs")
            yield from map(str, range(first, last + 1))
        elif text.isdecimal() and len(text) <= 12:
            yield text.lstrip("0")
        else:
            raise BadSeed(f"{where}: {text} is not a UPRN")


def _listed(seed: Fields) -> dict[str, tuple[Day, ...]]:
    """Collections written out one by one, with the wire's own names."""
    given = seed.get("collections", {})
    if not isinstance(given, Mapping):
        raise BadSeed("collections is an object of UPRNs")
    found = {}
    for uprn, rows in given.items():
        where = f"collections.{uprn}"
        rows = rows.get("Collections", []) if isinstance(rows, Mapping) else rows
        if not isinstance(rows, list):
            raise BadSeed(f"{where}: not a list")
        plain = [_plain(row, where) for row in rows]
        found[str(uprn).lstrip("0")] = tuple(
            Day(
                str(row.get("service", "")),
                str(row.get("round", "")),
                str(row.get("schedule", "")),
                _day(row.get("date"), f"{where}: date"),
            )
            for row in plain
        )
    return found


def _list(seed: Fields, name: str) -> list[Any]:
    given = seed.get(name, [])
    if not isinstance(given, list):
        raise BadSeed(f"{name} is not a list")
    return given


def _plain(given: Any, where: str) -> Fields:
    if not isinstance(given, Mapping):
        raise BadSeed(f"{where}: not an object")
    named = {re.sub(r"[\s-]", "_", str(key).lower()): value for key, value in given.items()}
    return {PLAIN.get(key, key): value for key, value in named.items()}


def _day(text: Any, where: str) -> date:
    """2026-12-25, 2026-12-25T00:00:00 or 25/12/2026."""
    try:
        if re.fullmatch(r"\d\d/\d\d/\d{4}", str(text)):
            return datetime.strptime(str(text), "%d/%m/%Y").date()
        return datetime.fromisoformat(str(text)).date()
    except ValueError as fault:
        raise BadSeed(f"{where}: {text} is not a date") from fault
