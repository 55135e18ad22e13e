"""Where something is: from a resident's words to a place the council knows, or to a fair question.

The gazetteer (OS Places) is the judge of street names; postcodes.io tells whose area a postcode is.
"""

from dataclasses import dataclass, replace
from typing import Protocol

from actions.errors import (
    OutsideBoundary,
    PlaceNotTold,
    PlaceUnknown,
    PostcodeRetired,
    PostcodeUnknown,
)
from actions.mentions import Mention, is_their_own, same_name, words_of
from integrations.addresses.contract import Address, Match
from integrations.errors import NotFound
from integrations.grid import to_grid
from integrations.postcodes.contract import Postcode

PIN_METRES = 250
"""A pin this far from any address is not in a street."""


class Gazetteer(Protocol):
    """What is asked of the address system."""

    def by_postcode(self, postcode: str) -> tuple[Address, ...]: ...
    def find(self, query: str, limit: int = 100) -> tuple[Match, ...]: ...
    def nearest(self, lat: float, long: float, metres: int = 100) -> Address | None: ...


class PostcodeFinder(Protocol):
    """What is asked of the postcode system."""

    def lookup(self, postcode: str) -> Postcode: ...


@dataclass(frozen=True)
class Place:
    """A place the council can send somebody to."""

    label: str
    street: str
    locality: str
    postcode: str
    lat: float
    long: float
    easting: float | None
    northing: float | None
    uprn: str | None = None
    usrn: str | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class Choices:
    """More than one place fits; the resident says which."""

    places: tuple[Place, ...]
    number_needed: bool = False
    number_unknown: bool = False


def streets(mention: Mention, gazetteer: Gazetteer, postcodes: PostcodeFinder, custodian: int,
            gss_code: str) -> Place | Choices:  # fmt: skip
    """The place in the street a resident means: a report needs a spot, not a front door.

    Args:
        mention: what has been said so far; it must hold at least a street or a postcode.
        gazetteer: the address system.
        postcodes: the postcode system.
        custodian: our own code in the gazetteer (LOCAL_CUSTODIAN_CODE).
        gss_code: our own code at postcodes.io (codes.admin_district).

    Returns:
        One place, or the ones to choose from.

    Raises:
        OutsideBoundary: it is in another council's area.
        PostcodeUnknown: there is no such postcode.
        PostcodeRetired: the postcode has been ended.
        PlaceUnknown: no street or place here has that name.
    """
    if mention.pin:
        return _pinned(mention.pin, gazetteer, custodian)
    found = ours(addresses(mention, gazetteer), custodian)
    if mention.street and not found and mention.postcode:
        found = ours(gazetteer.by_postcode(mention.postcode), custodian)
    if not found:
        return _centre(mention, postcodes, gss_code)
    groups: dict[tuple[str, str], list[Address]] = {}
    for address in found:
        groups.setdefault((address.usrn or address.street, address.locality), []).append(address)
    places = tuple(_spot(group, mention) for group in groups.values())
    return places[0] if len(places) == 1 else Choices(places)


def homes(mention: Mention, gazetteer: Gazetteer, postcodes: PostcodeFinder, custodian: int,
          gss_code: str, at_most: int = 10) -> Place | Choices:  # fmt: skip
    """The very address a resident means: collections are looked up by property.

    Args:
        mention: what has been said so far.
        gazetteer: the address system.
        postcodes: the postcode system.
        custodian: our own code in the gazetteer.
        gss_code: our own code at postcodes.io.
        at_most: more addresses than this are not listed; the house number is asked for.

    Returns:
        One address, or the ones to choose from.

    Raises:
        OutsideBoundary, PostcodeUnknown, PostcodeRetired, PlaceUnknown: as `streets`.
    """
    found = [one for one in ours(addresses(mention, gazetteer), custodian) if is_home(one)]
    if not found:
        _centre(mention, postcodes, gss_code)
        raise _unknown(mention.postcode or " ".join(mention.street))
    numbered = [address for address in found if _has_number(address, mention.number)]
    chosen = sorted(numbered if mention.number and numbered else found, key=lambda one: one.order)
    places = tuple(_home(address) for address in chosen)
    if len(places) == 1:
        return places[0]
    unknown = bool(mention.number and not numbered)
    return Choices(places[:at_most], len(places) > at_most, unknown)


def addresses(mention: Mention, gazetteer: Gazetteer) -> list[Address]:
    """Every address that fits a mention: all the street's, or all the postcode's."""
    near = list(gazetteer.by_postcode(mention.postcode)) if mention.postcode else []
    if not mention.street:
        return near
    in_street = [one for one in near if _is_in(one, mention.street)]
    if in_street:
        return in_street
    found: list[Address] = []
    for name in mention.street:
        query = f"{mention.number} {name}" if mention.number else name
        matches = [match.address for match in (*gazetteer.find(name), *gazetteer.find(query))]
        unique = {address.uprn: address for address in matches if _is_in(address, (name,))}
        found.extend(unique.values())
        if found:
            break
    return found


def ours(found: list[Address] | tuple[Address, ...], custodian: int) -> list[Address]:
    """The addresses in our own area.

    Raises:
        OutsideBoundary: there are some, and every one is in another council's area.
    """
    inside = [address for address in found if address.custodian == custodian]
    if found and not inside:
        raise OutsideBoundary(place=", ".join(filter(None, (found[0].street, found[0].town))))
    return inside


def is_home(address: Address) -> bool:
    """Whether an address is a home or a business, not a park, a street or a block's shell."""
    return not address.classification.startswith(("P", "L", "O", "Z"))


def _is_in(address: Address, said: tuple[str, ...]) -> bool:
    names = [name for name in (address.street, address.name) if name]
    with_locality = [f"{name} {address.locality}" for name in names if address.locality]
    with_town = [f"{name} {address.town}" for name in names if address.town]
    return any(
        same_name(one, known) for one in said for known in (*names, *with_locality, *with_town)
    )


def _has_number(address: Address, number: str | None) -> bool:
    wanted = words_of(number or "")
    return wanted in (words_of(one) for one in (address.number, address.name, address.flat) if one)


def _spot(group: list[Address], mention: Mention) -> Place:
    numbered = [address for address in group if _has_number(address, mention.number)]
    named = [one for one in group if one.name and _named(one, mention)]
    near = [one for one in group if mention.postcode and _same_code(one, mention.postcode)]
    exact = bool(mention.number and numbered)
    spot = (numbered if exact else named or near or group)[0]
    parts = [spot.street, spot.locality or spot.town]
    if exact:
        parts = [f"{spot.number or spot.name} {parts[0]}", parts[1], spot.postcode]
    elif mention.number:
        parts[0] = f"{mention.number.upper()} {parts[0]}"
    elif named:
        parts = [spot.name, *parts]
    elif near:
        parts.append(spot.postcode)
    label = ", ".join(part for part in parts if part)
    return _place(spot, label, spot.uprn if exact or named else None)


def _home(address: Address) -> Place:
    label = ", ".join(
        part
        for part in (
            address.flat,
            f"{address.number or address.name} {address.street}".strip(),
            address.locality or address.town,
            address.postcode,
        )
        if part
    )
    return _place(address, label, address.uprn)


def _place(spot: Address, label: str, uprn: str | None) -> Place:
    return Place(
        label=label,
        street=spot.street,
        locality=spot.locality or spot.town,
        postcode=spot.postcode,
        lat=spot.lat,
        long=spot.long,
        easting=spot.easting,
        northing=spot.northing,
        uprn=uprn,
        usrn=spot.usrn or None,
    )


def _pinned(pin: tuple[float, float], gazetteer: Gazetteer, custodian: int) -> Place:
    """The spot on the map itself, told by the address nearest to it."""
    lat, long = pin
    address = gazetteer.nearest(lat, long, PIN_METRES)
    if address is None:
        raise PlaceUnknown(place=f"{lat:.5f}, {long:.5f}")
    (near,) = ours([address], custodian)
    place = _place(near, near.line, None)
    easting, northing = to_grid(lat, long)
    return replace(place, lat=lat, long=long, easting=easting, northing=northing)


def _named(address: Address, mention: Mention) -> bool:
    return any(same_name(said, address.name) for said in mention.street)


def _same_code(address: Address, postcode: str) -> bool:
    return address.postcode.replace(" ", "").upper() == postcode.replace(" ", "").upper()


def _unknown(said: str) -> PlaceUnknown:
    return (PlaceNotTold if is_their_own(said) else PlaceUnknown)(place=said)


def _centre(mention: Mention, postcodes: PostcodeFinder, gss_code: str) -> Place:
    """The middle of a postcode that has no addresses in the gazetteer (new homes, a car park)."""
    if not mention.postcode:
        raise _unknown(" ".join(mention.street[:1]) or (mention.number or ""))
    try:
        found = postcodes.lookup(mention.postcode)
    except NotFound as missing:
        error = PostcodeRetired if getattr(missing, "terminated", False) else PostcodeUnknown
        raise error(postcode=mention.postcode) from missing
    if found.district_code != gss_code:
        raise OutsideBoundary(place=found.postcode)
    if found.lat is None or found.long is None:
        raise PlaceUnknown(place=mention.postcode)
    label = ", ".join(part for part in (found.ward, found.postcode) if part)
    easting, northing = to_grid(found.lat, found.long)
    return Place(label=label, street="", locality=found.ward or "", postcode=found.postcode,
                 lat=found.lat, long=found.long, easting=easting, northing=northing)  # fmt: skip
