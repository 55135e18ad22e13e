"""A small gazetteer written by hand: what addresses and postcodes answer in these tests."""

from integrations.addresses.contract import Address, Match
from integrations.postcodes.contract import Postcode, PostcodeNotFound

OURS, THEIRS = 4235, 4215


def address(number: str, street: str, postcode: str, locality: str = "", uprn: str = "", **more):
    facts = {
        "uprn": uprn or f"99{abs(hash((number, street, postcode))) % 10**10:010}",
        "usrn": f"{street}{locality}",
        "line": f"{number} {street}, {locality}, {postcode}",
        "number": number,
        "name": "",
        "street": street,
        "locality": locality,
        "town": "Stockport",
        "postcode": postcode,
        "easting": 389000.0,
        "northing": 390000.0,
        "lat": 53.4,
        "long": -2.16,
        "custodian": OURS,
        "classification": "RD04",
    }
    return Address(**{**facts, **more})


class Gazetteer:
    """Answers by postcode and by name, as OS Places does; knows nothing else."""

    def __init__(self, *known: Address) -> None:
        self.known = known

    def by_postcode(self, postcode: str) -> tuple[Address, ...]:
        return tuple(one for one in self.known if one.postcode == postcode)

    def find(self, query: str, limit: int = 100) -> tuple[Match, ...]:
        words = set(query.lower().split())
        near = [one for one in self.known if words & set(f"{one.line} {one.name}".lower().split())]
        return tuple(Match(one, 0.5) for one in near[:limit])

    def nearest(self, lat: float, long: float, metres: int = 100) -> Address | None:
        apart = [(abs(one.lat - lat) + abs(one.long - long), one) for one in self.known]
        distance, found = min(apart, key=lambda pair: pair[0])
        return found if distance < metres / 100_000 else None


class Postcodes:
    """Knows the postcodes it was given, and which of them has been ended."""

    def __init__(self, *known: Postcode, ended: tuple[str, ...] = ()) -> None:
        self.known = {one.postcode: one for one in known}
        self.ended = ended

    def lookup(self, postcode: str) -> Postcode:
        if postcode in self.known:
            return self.known[postcode]
        raise PostcodeNotFound("Postcode not found", terminated=postcode in self.ended)


def postcode(code: str, district: str = "E08000007") -> Postcode:
    return Postcode(code, district, "a borough", "Edgeley", 53.4, -2.16)
