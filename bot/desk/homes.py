"""A home and its bin days, looked up where the assistant looks: one click from what is known."""

from dataclasses import dataclass, field
from datetime import date

from actions import places
from actions.bins import service as bins
from actions.errors import Declined
from actions.mentions import Mention
from actions.places import Place
from bot.conversation.parts import Parts
from bot.desk import written
from integrations.errors import IntegrationError


@dataclass(frozen=True)
class Home:
    """`choices`: more than one fits. `failed`: the system that was asked did not answer."""

    label: str = ""
    days: tuple[tuple[str, date], ...] = ()
    choices: tuple[str, ...] = ()
    unknown: bool = False
    failed: bool = False
    mention: Mention = field(default_factory=Mention)


def look_up(parts: Parts, text: str, which: str) -> Home:
    if parts.addresses is None or parts.postcodes is None or parts.collections is None:
        return Home(failed=True)
    mention, council = written.mention(text), parts.council
    try:
        found = places.homes(
            mention, parts.addresses, parts.postcodes, council.custodian_code, council.gss_code
        )
        if isinstance(found, Place):
            return _with_days(parts, found)
        picked = [one for one in found.places if one.label == which]
        if picked:
            return _with_days(parts, picked[0])
        return Home(choices=tuple(one.label for one in found.places))
    except Declined:
        return Home(unknown=True)
    except IntegrationError:
        return Home(failed=True)


def _with_days(parts: Parts, home: Place) -> Home:
    if home.uprn is None or parts.collections is None:
        return Home(label=home.label)
    today = parts.clock.now().date()
    found = parts.collections.schedule(home.uprn, today, today + bins.AHEAD)
    days = bins.next_days(found, parts.council.bins, today, [])
    return Home(label=home.label, days=tuple(days))
