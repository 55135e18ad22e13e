"""Bin days: the address, then the days the council's own system gives for it."""

import re
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions import places
from actions.base import (
    CouncilAction,
    CouncilForm,
    Events,
    active_form,
    button,
    cleared,
    heard,
    paused,
    set_slots,
    tell,
)
from actions.bins import service
from actions.choices import option_meant
from actions.errors import Declined
from actions.homes import as_said
from actions.mentions import Heard, Mention
from actions.places import Choices
from actions.reading import lower
from integrations.council import Bin
from integrations.errors import IntegrationError
from integrations.wiring import Services, services

WORDS = Path("data/bins/words.yml")
MOST_ITEMS = 4
BIN = re.compile(r"\bbins?\b")
EMPTY: dict[str, Any] = dict.fromkeys(
    ("bins_mention", "bins_address", "bins_options", "bins_number_needed", "bins_tries")
)


class Start(CouncilAction):
    """Begins with the address and the bin that the first message names."""

    def name(self) -> str:
        return "action_bins_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        said = heard(tracker)
        again = active_form(tracker) == "bins_form"
        aside = [] if again else paused(tracker)
        only = service.wanted(said.text, services.council.bins)
        found: dict[str, Any] = {"bins_wanted": only}
        if said.mention:
            found |= _looked_up(dispatcher, said, Mention(), services)
        return [*aside, *cleared(tracker, "bins"), *set_slots(found)]


class AskAddress(CouncilAction):
    """Asks for the address, or which of several is meant."""

    def name(self) -> str:
        return "action_ask_bins_address"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        options = tracker.get_slot("bins_options") or []
        mention = Mention.from_slot(tracker.get_slot("bins_mention"))
        if options and tracker.get_slot("bins_number_needed"):
            dispatcher.utter_message(response="utter_bins_which_number")
        elif options:
            buttons = [button(str(at), one["label"]) for at, one in enumerate(options, 1)]
            dispatcher.utter_message(response="utter_bins_which_home", buttons=buttons)
        elif mention.number and not mention.street and not mention.postcode:
            number = mention.number
            dispatcher.utter_message(response="utter_conversation_number_kept", number=number)
        elif tracker.get_slot("bins_tries"):
            dispatcher.utter_message(response="utter_bins_where_again")
        else:
            dispatcher.utter_message(response="utter_bins_where")
        return []


class Correct(CouncilAction):
    """Another address than the one said before."""

    def name(self) -> str:
        return "action_bins_correct"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        dispatcher.utter_message(response="utter_bins_changed")
        said = heard(tracker)
        earlier = Mention.from_slot(tracker.get_slot("bins_mention"))
        if not said.mention:
            return set_slots({"bins_options": None, "bins_mention": None, "bins_address": None})
        return set_slots(_looked_up(dispatcher, said, earlier, services))


class Answer(CouncilAction):
    """Tells the next day of each bin, and where the dates come from."""

    def name(self) -> str:
        return "action_bins_answer"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        home = tracker.get_slot("bins_address")
        today = services.clock.today()
        found = services.collections.schedule(home["uprn"], today, today + service.AHEAD)
        only = tracker.get_slot("bins_wanted") or []
        days = service.next_days(found, services.council.bins, today, only)
        if days:
            lines = "\n".join(_line(name, day, today) for name, day in days)
            dispatcher.utter_message(
                response="utter_bins_dates", address=home["label"], dates=lines
            )
        else:
            dispatcher.utter_message(
                response="utter_bins_none",
                address=home["label"],
                phone=services.council.contact.phone,
            )
        return []


class Which(CouncilAction):
    """Tells what goes in the bin that was named or holds the thing named, or in each of them; of
    tips only where to read."""

    def name(self) -> str:
        return "action_bins_which"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        council, text = services.council, lower(heard(tracker).text)
        tip = re.compile(_words()["tip"])
        meant = service.wanted(tip.sub(" ", text), council.bins)
        page = council.pages.get("which_bin") or council.pages["contact"]
        if tip.search(text) and not (meant and BIN.search(text)):
            phone = council.contact.phone
            dispatcher.utter_message(response="utter_bins_tip", phone=phone, url=page.url)
            return []
        told = [one for one in council.bins if one.service in meant] or council.bins
        lines = "\n".join(_holds(one) for one in told)
        dispatcher.utter_message(response="utter_bins_which", lines=lines, url=page.url)
        return []


class Form(CouncilForm):
    """Takes the address."""

    def name(self) -> str:
        return "validate_bins_form"

    def validate_bins_address(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """A settled address stays; words are looked up, or picked from what was offered."""
        if not isinstance(value, str):  # an action has just filled or emptied it itself
            return {"bins_address": value}
        said = heard(tracker)
        council = services().council
        named = service.wanted(said.text, council.bins)
        only = named or tracker.get_slot("bins_wanted")
        options = tracker.get_slot("bins_options") or []
        if picked := _picked(options, said, bool(tracker.get_slot("bins_number_needed"))):
            return {**EMPTY, "bins_address": picked, "bins_wanted": only}
        earlier = Mention.from_slot(tracker.get_slot("bins_mention"))
        said = replace(said, mention=as_said(said, earlier, bool(named)))
        if not said.mention:
            tries = (tracker.get_slot("bins_tries") or 0) + 1
            return {"bins_address": None, "bins_wanted": only, "bins_tries": tries}
        return {**_looked_up(dispatcher, said, earlier, services()), "bins_wanted": only}


def _picked(
    options: list[dict[str, Any]], said: Heard, number_needed: bool
) -> dict[str, Any] | None:
    names = [(str(at), one["label"]) for at, one in enumerate(options, 1)]
    key = said.option if said.option or number_needed else option_meant(said.text, names)
    return {**options[int(key) - 1], "confirmed": True} if key in dict(names) else None


def _looked_up(
    dispatcher: CollectingDispatcher, said: Heard, earlier: Mention, services: Services
) -> dict[str, Any]:
    """The slots after looking an address up; a refusal is told and the question stays open."""
    mention = said.mention.over(earlier)
    kept: dict[str, Any] = {**EMPTY, "bins_mention": mention.as_slot()}
    if not mention.street and not mention.postcode:
        return kept
    council = services.council
    try:
        found = places.homes(
            mention,
            services.addresses,
            services.postcodes,
            council.custodian_code,
            council.gss_code,
        )
    except (Declined, IntegrationError) as error:
        tell(dispatcher, error)
        return {**EMPTY, "bins_tries": 1}
    if isinstance(found, Choices):
        options = [asdict(place) for place in found.places]
        number = mention.number if found.number_unknown else None
        if number:
            dispatcher.utter_message(response="utter_bins_no_such_number", number=number)
        kept["bins_mention"] = replace(mention, number=None).as_slot()
        return {**kept, "bins_options": options, "bins_number_needed": found.number_needed or None}
    return {**kept, "bins_address": asdict(found)}


@cache
def _words() -> dict[str, str]:
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))


def _holds(one: Bin) -> str:
    name = one.name[:1].upper() + one.name[1:]
    items = ", ".join(one.items[:MOST_ITEMS])
    return _words()["holds"].format(bin=name, holds=one.holds, items=items)


def _line(name: str, day: Any, today: Any) -> str:
    words = _words()
    told = f"{day:%A} {day.day} {day:%B}"
    near = {0: "today", 1: "tomorrow"}.get((day - today).days)
    told = words[near].format(day=told) if near else told
    return str(words["line"].format(bin=name[:1].upper() + name[1:], day=told))
