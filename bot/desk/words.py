"""The words of the desk: every file of data/desk/, with the council's own filled in."""

from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

from bot.channels.web.words import Known, as_attributes
from bot.refusals import Problem
from integrations.council import Council

FOLDER = Path("data/desk")


@cache
def source(name: str) -> Any:
    return yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))


def desk_words(council: Council) -> Any:
    """`words.<file>.<name>`; a misspelt name is an error and not a gap."""
    known = Known(
        council=council.short_name, contact=council.contact.name, phone=council.contact.phone
    )
    names = sorted(path.stem for path in FOLDER.glob("*.yml"))
    return SimpleNamespace(**{name: as_attributes(source(name), known) for name in names})


def codes() -> dict[str, dict[str, Any]]:
    """How a conversation can end."""
    return dict(source("wrap_up")["codes"])


def in_words(fault: Problem, words: Any) -> str:
    """Why something was refused, for whoever typed it."""
    errors = vars(words.item.errors)
    missing = fault.more.get("missing")
    return str(errors.get(fault.code, errors["unknown"])).format_map(
        Known(
            by=str(fault.more.get("by") or ""),
            missing=", ".join(map(str, missing)) if isinstance(missing, list) else "",
        )
    )
