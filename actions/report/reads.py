"""What every answer of the report form goes through before it is taken."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from actions.base import heard
from actions.mentions import Heard
from actions.report import reaching, spots
from actions.report.draft import DONE, Draft

Slots = dict[str, Any]
Taker = Callable[[Any, Any, Draft, Heard], Slots]
Checker = Callable[[Any, Any, Any, Any, Any], Slots]
# Rasa also asks for slots to be checked that an action has just emptied or filled itself.
SETTLED = (None, DONE)


def is_settled(value: Any) -> bool:
    """Whether an answer was given or emptied by an action, and not by the resident."""
    return value in SETTLED


def is_value(value: Any) -> bool:
    """The same, of an answer that is kept as something else than words."""
    return not isinstance(value, str)


def reads(slot: str, known: Callable[[Any], bool]) -> Callable[[Taker], Checker]:
    """Makes a check of an answer: it is left alone when known, read for whom to call, then taken.

    Args:
        slot: the field of the draft.
        known: whether it is settled already.
    """

    def checker(take: Taker) -> Checker:
        @wraps(take)
        def check(form: Any, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
            if known(value):
                return {f"report_{slot}": value}
            draft = replace(Draft.from_slots(tracker.slots), **{slot: None})
            reached = reaching.read(spots.remembered(draft, heard(tracker)), heard(tracker))
            if reached.response:
                dispatcher.utter_message(response=reached.response)
                return reached.draft.slots()
            return take(form, dispatcher, reached.draft, reached.said)

        return check

    return checker
