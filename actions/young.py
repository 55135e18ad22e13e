"""Whether somebody lets us know that they are under 18 (data/conversation/young.yml)."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.reading import lower

FILE = Path("data/conversation/young.yml")


def says_young(text: str) -> bool:
    """From these words alone; nobody is asked."""
    plain = lower(text)
    return any(one.search(plain) for one in _patterns())


def said_young(events: Iterable[dict[str, Any]]) -> bool:
    """In anything they wrote in this chat, as the tracker has it."""
    return any(says_young(str(one.get("text") or "")) for one in events if one["event"] == "user")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(re.compile(one) for one in found["says"])
