"""What was collected in a conversation, as an adviser needs it: value, where it was said, and
whether the resident confirmed it. Which slots are facts is data/handover/facts.yml."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

SPEC = Path(__file__).parents[2] / "data/handover/facts.yml"
Fact = dict[str, Any]


@dataclass(frozen=True)
class FactSpec:
    slot: str
    name: str
    key: str | None = None


def load(path: Path = SPEC) -> tuple[FactSpec, ...]:
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(FactSpec(**one) for one in found["facts"])


def update(
    before: list[Fact],
    slots: dict[str, Any],
    spec: tuple[FactSpec, ...],
    *,
    message: int,
    logged: int,
    keep: bool = False,
) -> list[Fact]:
    """The facts after the turn that answered a message; `logged` requests were made so far.

    A fact that was known when a request was logged belongs to that request, and stays when its slot
    is emptied or used again. `keep`: a person takes over, and gets all that was known.
    """
    told = {(one.name, _value(slots.get(one.slot), one.key)[0]) for one in spec}
    kept = [fact for fact in before if fact["slot"] is None and not _staffs(fact, told)]
    current = {fact["slot"]: fact for fact in before if fact["slot"] is not None}
    for one in spec:
        old = current.get(one.slot)
        value, confirmed = _value(slots.get(one.slot), one.key)
        if old and (value is None or value != old["value"]) and old["logged"] < logged:
            # Nothing is logged before the resident has said yes to it.
            kept.append({**old, "slot": None, "confirmed": old["confirmed"] or value is None})
            old = None
        if value is None:
            kept += [old] if old and keep else []
            continue
        if old and old["value"] == value:
            kept.append({**old, "confirmed": confirmed})
        else:
            kept.append(
                {"slot": one.slot, "name": one.name, "value": value, "message": message,
                 "confirmed": confirmed, "logged": logged}
            )  # fmt: skip
    return kept


def _staffs(fact: Fact, told: set[tuple[str, str | None]]) -> bool:
    """What an adviser found out is the task's own once the assistant has taken it up."""
    return bool(fact.get("staff")) and (fact["name"], fact["value"]) in told


def shown(facts: list[Fact]) -> list[Fact]:
    """As design.md fixes it for the desk."""
    return [{key: fact[key] for key in ("name", "value", "message", "confirmed")} for fact in facts]


def in_words(facts: list[Fact]) -> str:
    return "; ".join(f"{fact['name']}: {fact['value']}" for fact in facts)


def _value(slot: Any, key: str | None) -> tuple[str | None, bool]:
    confirmed = bool(slot.get("confirmed")) if isinstance(slot, dict) else False
    if key is not None and isinstance(slot, dict):
        slot = slot.get(key)
    if isinstance(slot, list):
        slot = "; ".join(str(one) for one in slot)
    if slot in (None, "") or isinstance(slot, dict):
        return None, False
    return str(slot), confirmed
