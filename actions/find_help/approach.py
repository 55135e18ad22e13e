"""What is logged beside the services: an approach to the housing team, a carer's assessment. A list
of services alone is what the Ombudsman calls turning people away.
"""

import re

from actions import cases
from actions.cases import Logged, NewCase, day_name
from actions.find_help import service
from actions.mentions import Heard
from integrations.wiring import Services

LOG = "log"


def case_of(need: str) -> str | None:
    """The kind of case that is offered for a need."""
    found = service.data("needs")["needs"][need].get("log")
    return str(found) if found else None


def asked_for(need: str, words: str) -> bool:
    """Whether the message asks for it by its name."""
    asks = service.data("needs")["needs"][need].get("asks")
    return bool(asks and re.search(asks, words.lower()))


def wanted(need: str, logged: str | None, said: Heard, wish: str | None) -> bool:
    """Whether the offer is taken up: it is asked with the services, and a yes is to it."""
    if logged or not case_of(need):
        return False
    return wish == LOG or (said.intent == "affirm" and not said.option)


def log(services: Services, sender: str, task: str, need: str, words: str) -> Logged:
    """Commits it in the words the resident began with."""
    new = NewCase(kind=str(case_of(need)), task=f"{task}.approach", words=words)
    return cases.log(services, sender, new)


def facts(services: Services, logged: Logged) -> dict[str, str]:
    """What the resident is told of it."""
    return {
        "team": services.council.teams[logged.case.team],
        "day": day_name(logged.day),
        "name": logged.case.name,
        "reference": logged.reference,
        "phone": services.council.contact.phone,
    }
