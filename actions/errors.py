"""Our own rules saying no. Errors carry facts, not sentences.

Declined                     our own rule said no
├─ OutsideBoundary           the place belongs to another council
├─ PostcodeUnknown           no such postcode
├─ PostcodeRetired           the postcode is no longer in use
└─ PlaceUnknown              no street or place of that name here
   └─ PlaceNotTold           "my house": only they know where that is

A class name leads to its words: ``PlaceUnknown`` -> ``utter_council_place_unknown``.
"""

import re


class Declined(Exception):
    """A rule of the council's that stops a task; ``facts`` fill the words the resident reads."""

    def __init__(self, **facts: str) -> None:
        super().__init__(type(self).__name__)
        self.facts = facts


class OutsideBoundary(Declined):
    """The place is in another council's area."""


class PostcodeUnknown(Declined):
    """postcodes.io and the gazetteer have no such postcode."""


class PostcodeRetired(Declined):
    """The postcode existed once and was ended by Royal Mail."""


class PlaceUnknown(Declined):
    """Nothing in the gazetteer answers to these words."""


class PlaceNotTold(PlaceUnknown):
    """Words that only whoever lives there can follow."""


def response_name(error: Exception) -> str:
    """The response that tells a resident about an error, by convention from its class name.

    Args:
        error: one of our own errors (`Declined`) or of a council system (`IntegrationError`).

    Returns:
        ``utter_<topic>_<what>`` for an error defined in a topic's service, else
        ``utter_council_<what>``.
    """
    kind = type(error)
    what = re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()
    parts = kind.__module__.split(".")
    topic = parts[1] if parts[0] == "actions" and len(parts) == 3 else "council"
    return f"utter_{topic}_{what}"
