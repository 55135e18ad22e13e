"""Tasks that staff give back to the assistant with what they found out, which is not asked again.
Reports, which have more to them, are in actions/report/returning.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

TASKS = Path("data/conversation/given_back.yml")
HOME = "home"
Frame = dict[str, Any]
"""A task put aside: its form, and its slots."""

TAKEN: Mapping[str, Callable[[Any, Any], Any]] = {
    HOME: lambda _, place: {**place, "confirmed": True},
    "point": lambda _, place: [place["lat"], place["long"]],
    "note": lambda before, words: [*(before or []), words],
    "told": lambda *_: "told",
}


@dataclass(frozen=True)
class Task:
    """As data/conversation/given_back.yml has it."""

    name: str
    topics: tuple[str, ...]
    begins: bool = False
    place: Mapping[str, str] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def at_home(self) -> bool:
        """Whether its place is the very address, and not a spot in a street."""
        return HOME in self.place.values()


@cache
def tasks() -> Mapping[str, Task]:
    """Every such task by its topic's slug."""
    read = yaml.safe_load(TASKS.read_text(encoding="utf-8"))
    return {
        slug: Task(**{**facts, "topics": tuple(facts["topics"])}) for slug, facts in read.items()
    }


def task_of(topic: str) -> str:
    """The task a hand-over was about; empty where it is none of these."""
    return next((slug for slug, one in tasks().items() if topic in one.topics), "")


def found_out(entities: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """What staff wrote, as the road passes it on: any of task, place and details."""
    told = [one["value"] for one in entities if one["entity"] == "settled"]
    return dict(told[-1]) if told else {}


def taken_up(
    waiting: Sequence[Frame], found: Mapping[str, Any], slots: Mapping[str, Any]
) -> list[Frame]:
    """The tasks that wait, the last of them with what staff found out: the one that was put aside,
    or a new one where it can be begun with that.

    Args:
        waiting: what was put aside, the newest last.
        found: as `found_out` tells.
        slots: every slot there is, so that a new task begins with none of an earlier one's.
    """
    slug = str(found.get("task") or "")
    task, form = tasks().get(slug), f"{slug}_form"
    if task is None:
        return [*waiting]
    put_aside = bool(waiting) and waiting[-1]["form"] == form
    if not put_aside and not task.begins:
        return [*waiting]
    kept: Frame = waiting[-1]["slots"] if put_aside else dict.fromkeys(
        name for name in slots if name.startswith(f"{slug}_")
    )  # fmt: skip
    known = {
        name: TAKEN[how](kept.get(name), found[what])
        for what, takes in (("place", task.place), ("details", task.details))
        if found.get(what)
        for name, how in takes.items()
    }
    if not known and not put_aside:
        return [*waiting]
    others = waiting[:-1] if put_aside else waiting
    return [*others, {"form": form, "slots": {**kept, **known}}]
