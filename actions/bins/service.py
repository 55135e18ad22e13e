"""Bin days: which bins a resident means, and the next day the council has published for each."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from actions.mentions import words_of
from integrations.collections.contract import Collection
from integrations.council import Bin, bin_of

AHEAD = timedelta(days=28)
"""How far ahead is looked: the blue bin goes out every four weeks."""


def wanted(text: str, bins: Sequence[Bin]) -> list[str]:
    """The services of the bins named by colour or by what goes in them; none means all."""
    said = set(words_of(text))
    by_colour = [one.service for one in bins if one.colour in said]
    if by_colour:
        return by_colour
    return [one.service for one in bins if said & _contents(one)]


def next_days(
    collections: Iterable[Collection], bins: Sequence[Bin], today: date, only: Sequence[str]
) -> list[tuple[str, date]]:
    """The next day each bin is emptied, soonest first; a day not published is not told.

    Args:
        collections: what the council's system says.
        bins: the council's bins, for the names residents use.
        today: the date in London.
        only: the services asked about; empty for every bin.
    """
    found: dict[str, tuple[str, date]] = {}
    for collection in sorted(collections, key=lambda one: one.date):
        if collection.date < today:
            continue
        bin_ = bin_of(collection.service, bins)
        if only and (bin_ is None or bin_.service not in only):
            continue
        name = bin_.name if bin_ else collection.service
        found.setdefault(name, (name, collection.date))
    return sorted(found.values(), key=lambda one: one[1])


def _contents(one: Bin) -> set[str]:
    small = {"and", "bin", "waste", "collection", "things", "food", "of", "drink", "dirty", "boxes"}
    named = " ".join((one.service, *one.other_names, *one.items))
    kept = {word for word in words_of(named) if word not in small}
    return kept | ({"food"} if "food" in words_of(one.service) else set())
