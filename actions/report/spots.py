"""Where in a street it is, as far as the resident has told it already.

A report of one spot in a street is asked once for the house number or landmark that is nearest,
unless the words so far tell it.
"""

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from actions.mentions import Heard, Mention
from actions.report.draft import Draft
from actions.report.kinds import load_kinds
from actions.report.service import Question

FILE = Path("data/report/spots.yml")
NEAREST = "_nearest"
"""The code of our own question among the council's: its answer is the place or a note, and it is
never sent as an attribute."""
LANDMARK = "landmark"


@cache
def _words() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return found


def remembered(draft: Draft, heard: Heard) -> Draft:
    """The draft with the things that a message names."""
    things = [*(draft.things or []), *([kind, value] for kind, value in heard.things)]
    return replace(draft, things=things or None)


def with_nearest(draft: Draft) -> Draft:
    """The draft with our own question where its kind needs a spot and nothing tells one yet; once
    something does, the question is settled."""
    kind = load_kinds().get((draft.kind or {}).get("kind", ""))
    if kind is None or not kind.spot or draft.questions is None or draft.place is None:
        return draft
    asked = any(one["code"] == NEAREST for one in draft.questions)
    if tells_spot(draft):
        answered = {**(draft.answers or {}), NEAREST: None}
        return replace(draft, answers=answered) if asked else draft
    if asked:
        return draft
    ours = Question(NEAREST, str(_words()["question"]), False, (), False)
    return replace(draft, questions=[ours.as_slot(), *draft.questions], answer=None)


def tells_spot(draft: Draft) -> bool:
    """Whether a number, a pin, a postcode, a landmark or the words themselves say where."""
    mention = Mention.from_slot(draft.mention)
    pinned = bool(mention.number or mention.pin or mention.postcode)
    named = any(kind == LANDMARK for kind, _ in draft.things or [])
    place = draft.where
    exact = place is not None and (place.uprn is not None or not place.street)
    said = re.search(_words()["spot"], " . ".join(draft.notes or []), re.I)
    return pinned or named or exact or said is not None
