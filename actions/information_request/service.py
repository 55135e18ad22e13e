"""Which right over data or records somebody uses: rules of data/information_request/kinds.yml."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import words_of
from actions.reading import lower

KINDS = Path("data/information_request/kinds.yml")
WITH_IDENTITY = ("access", "data_change")


@cache
def data() -> Mapping[str, Any]:
    """The rules of kinds.yml."""
    return dict(yaml.safe_load(KINDS.read_text(encoding="utf-8")))


def kind_of(text: str) -> str:
    """The kind of case a request is."""
    low = lower(text)
    found = (one["kind"] for one in data()["kinds"] if re.search(one["pattern"], low))
    return str(next(found, data()["otherwise"]))


def is_bare(text: str) -> bool:
    """Whether it only names the right, and not what is wanted."""
    if re.search(data()["whole"], lower(text)):
        return False
    return text.startswith("/") or not set(words_of(text)) - {*data()["generic"]}


def skips(text: str) -> bool:
    """Whether somebody would rather not say whom to answer."""
    return bool(re.search(data()["skip"], lower(text)))
