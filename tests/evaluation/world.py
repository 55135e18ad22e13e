"""A town for one measured conversation: the streets and parks its resident speaks of exist in it.

Nothing is written down here: the names are read from the row when it is played, so that no word of
the evaluation data is part of this project.
"""

import re
from typing import Any

from tests.stack import Stack

STREET = (
    r"(?:Road|Street|Close|Court|Lane|Avenue|Drive|Grove|Way|Crescent|Place|Terrace|Gardens"
    r"|Square|Walk|Row|Rise|Fold)"
)
ADDRESS = re.compile(rf"(?:(\d+[a-z]?) )?((?:[A-Z][\w']+ ){{1,3}}{STREET})\b(?:,? ([A-Z][a-z]+))?")
PARK = re.compile(r"\b((?:[A-Z][\w']+ ){1,2}(?:Park|Gardens|Recreation Ground))\b")
POSTCODE = re.compile(r"\b(SK\d+) ?(\d[A-Z]{2})\b")
OUTWARD = re.compile(r"\b(SK\d+)\b")
HOUSES = 60
FIRST_UPRN = 990000100000
HIDDEN = "Vantage"
"""On a street that is in no list: whoever is told its name was told of a request."""


def town(stack: Stack, words: str) -> dict[str, Any]:
    """The seed of the address system: the town as it is, and what these words name besides."""
    seed = stack.council.ask("GET", "/_standin/addresses/seed")[1]
    known = {str(one.get("street", "")).lower() for one in seed["addresses"]}
    added: dict[str, list[dict[str, Any]]] = {}
    for found in ADDRESS.finditer(words):
        street = _without_lead(found[2])
        if street.lower() not in known and street.lower() not in added:
            added[street.lower()] = houses(street, postcode_near(words, found), len(added))
    for found in PARK.finditer(words):
        name = _without_lead(found[1])
        if name.lower() not in added:
            added[name.lower()] = [park(name, len(added))]
    more = [one for rows in added.values() for one in rows]
    return {**seed, "addresses": [*seed["addresses"], *more]}


def _without_lead(name: str) -> str:
    """The name without a capital that only began the sentence."""
    return re.sub(r"^(?:The|On|At|In|From|By|Want|Just) ", "", name)


def postcode_near(words: str, found: re.Match[str]) -> str:
    """The postcode said nearest to a street; a made-up one of the same district if none was."""
    whole = sorted(POSTCODE.finditer(words), key=lambda one: abs(one.start() - found.end()))
    if whole:
        return f"{whole[0][1]} {whole[0][2]}"
    part = OUTWARD.search(words)
    return f"{part[1] if part else 'SK1'} 9ZY"


def houses(street: str, postcode: str, nth: int) -> list[dict[str, Any]]:
    """Sixty houses on one street."""
    lat, long = 53.40 + nth * 0.003, -2.15
    return [
        {
            "uprn": str(FIRST_UPRN + nth * 100 + number),
            "number": str(number),
            "street": street,
            "postcode": postcode,
            "lat": lat,
            "long": round(long + number * 0.00015, 6),
        }
        for number in range(1, HOUSES + 1)
    ]


def park(name: str, nth: int) -> dict[str, Any]:
    """One park, at the edge of the town."""
    return {
        "uprn": str(FIRST_UPRN + nth * 100),
        "name": name,
        "street": "Turncroft Hill",
        "postcode": "SK1 4ZP",
        "class": "LP01",
        "lat": 53.405,
        "long": -2.143,
    }


def council(stack: Stack, words: str, wanted: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The council's requests: the one to be told of is of the service that the resident names, and
    any that must not be told of is of another; None when none is spoken of."""
    seed = stack.council.seed("open311")
    low, services = words.lower(), seed["services"]
    named = [one for one in services if one["service_name"].lower() in low] or services[:1]
    other = next(one for one in services if one not in named)
    made = [
        {"service_request_id": str(one[key]), "service_code": of["service_code"], "status": "open",
         "address": f"{HIDDEN} Lane", "expected_datetime": 5}
        for one in wanted
        for key, of in (("reference", named[0]), ("no_disclosure_of", other))
        if one.get(key)
    ]  # fmt: skip
    return {**seed, "requests": made} if made else None
