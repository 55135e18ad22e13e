"""A complaint that is offered beside a request: nobody has to know the word for it.

A first failure is a request. Who has to tell the council again, or is unhappy with how it answered,
is asked whether a complaint is wanted as well; the request goes its own way.
"""

from collections.abc import Sequence
from typing import Any

FORM = "complaint_form"
DONE = "done"


def offered(about: str, words: Sequence[str], earlier: Sequence[str] = ()) -> dict[str, Any]:
    """The slots of a complaint that waits for a yes.

    Args:
        about: the number of the request it is offered beside.
        words: what the resident said of it; asked for when there is nothing.
        earlier: the numbers of what they told the council of it before.
    """
    return {
        "complaint_about": about,
        "complaint_notes": list(words),
        "complaint_details": DONE if words else None,
        "complaint_beside": {"earlier": list(earlier)},
        "complaint_answered": True,
    }
