"""The words of the chat page, from data/conversation/page.yml, with the council's own filled in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import yaml

PAGE = Path("data/conversation/page.yml")


class Known(dict[str, Any]):
    """Leaves alone what is filled in later, such as a place in the queue."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


@cache
def page_source(path: Path = PAGE) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def page_words(council: Mapping[str, str]) -> Any:
    """The file as attributes, so that a misspelt name in a page is an error and not a gap."""
    return as_attributes(page_source(), Known(council))


def as_attributes(value: Any, known: Known) -> Any:
    if isinstance(value, dict):
        return SimpleNamespace(**{name: as_attributes(part, known) for name, part in value.items()})
    if isinstance(value, list):
        return [as_attributes(part, known) for part in value]
    return value.format_map(known) if isinstance(value, str) else value


def as_dict(words: Any) -> Any:
    if isinstance(words, SimpleNamespace):
        return {name: as_dict(part) for name, part in vars(words).items()}
    return words
