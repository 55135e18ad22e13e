"""Where a resident is, as far as it can be known: a place that is not known withholds no help."""

from dataclasses import dataclass

from actions import places
from actions.errors import Declined, OutsideBoundary
from actions.find_help import service
from actions.find_help.service import Point
from actions.mentions import Heard, Mention, leftover
from integrations.errors import IntegrationError
from integrations.wiring import Services


@dataclass(frozen=True)
class Whereabouts:
    """A place, if it is known, and the response that owns up to what is not."""

    point: Point | None
    says: str | None = None


def names_place(said: Heard) -> bool:
    """Whether a message names a place or a part of the borough."""
    return bool(said.mention or service.area_named(said.text))


def find(said: Heard, services: Services, *, asked: bool = False) -> Whereabouts:
    """Where the resident is; a system that is down is no obstacle.

    Args:
        said: the message.
        services: the gazetteer and the postcodes.
        asked: whether it answers the question where, so that any words may be a place.
    """
    mention = said.mention
    area = service.area_named(said.text)
    if point := mention.pin or (None if mention.postcode else area):
        return Whereabouts(point)
    if asked and not mention:
        left = leftover(said.text, mention)
        mention = Mention(street=(left,), words=said.text) if left else mention
    if not mention.street and not mention.postcode:
        return Whereabouts(None)
    council = services.council
    try:
        found = places.streets(
            mention,
            services.addresses,
            services.postcodes,
            council.custodian_code,
            council.gss_code,
        )
    except OutsideBoundary:
        return Whereabouts(None, "utter_find_help_outside")
    except (Declined, IntegrationError):
        unknown = asked and not area
        return Whereabouts(area, "utter_find_help_where_unknown" if unknown else None)
    place = found.places[0] if isinstance(found, places.Choices) else found
    return Whereabouts((place.lat, place.long))
