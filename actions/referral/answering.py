"""The answers to the questions of a referral, as slots.

Nothing is sent that was not agreed to: what is not followed three times ends without it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from actions.choices import option_meant
from actions.mentions import Heard
from actions.referral import service
from actions.referral.service import CONTACT, HELP, NAME
from actions.young import says_young
from integrations.open_referral.contract import Service, from_data

YOUNG, NONE, NO_ROUTE, NO, STUCK, SEND = "young", "none", "no_route", "no", "stuck", "send"
SKIP, USUAL, YES, CHANGE, DONT = "skip", "usual", "send", "change", "dont"
ASK_ME, DONT_ASK = "ask_me", "dont_ask"
WHICH_LINE = "which"
MOST_TRIES = 3
QUESTIONS = tuple(
    f"referral_{one}" for one in ("which", "name", "contact", "help", "agreed", "follow")
)
# Under this name a response to say first travels with the slots.
SAY = "say"
Slots = Mapping[str, Any]
Answer = dict[str, Any]


def begin(told: Sequence[Service], said: Heard, *, by_email: bool) -> Answer:
    """Which of the services just told is meant, and whether it takes names from us."""
    if not told:
        return ended(NONE)
    takers = [one for one in told if service.takes(one, by_email=by_email)]
    meant = service.named(said.text, told)
    if meant is None and len(takers) == 1:
        meant = takers[0]
    if not takers or (meant is not None and meant not in takers):
        return {"referral_service": asdict(meant or told[0]), **ended(NO_ROUTE)}
    known: Answer = {"referral_options": [asdict(one) for one in takers]}
    if meant is not None:
        known |= {"referral_service": asdict(meant), "referral_which": meant.id}
    return known


def take(slot: str, slots: Slots, said: Heard) -> Answer:
    """The answer to one question; at any of them somebody may let us know that they are young."""
    if says_young(said.text):
        return ended(YOUNG)
    return {
        "referral_which": which,
        "referral_name": name,
        "referral_contact": contact,
        "referral_help": what_for,
        "referral_agreed": agreed,
        "referral_follow": follow,
    }[slot](slots, said)


def which(slots: Slots, said: Heard) -> Answer:
    """One of those that were offered."""
    offered = options(slots)
    if said.intent == "deny":
        return ended(NO)
    wanted = said.option or option_meant(said.text, [(one.id, one.name) for one in offered])
    found = next((one for one in offered if one.id == wanted), None)
    if found is None:
        return _again("referral_which", {**slots, "referral_service": asdict(offered[0])})
    return {"referral_which": found.id, "referral_service": asdict(found), "referral_tries": None}


def name(slots: Slots, said: Heard) -> Answer:
    """A name in any words, or none."""
    out = said.option == SKIP or said.intent == "deny" or service.leaves_out(said.text)
    return _kept(slots, NAME, None if out else service.read(NAME, said.text))


def contact(slots: Slots, said: Heard) -> Answer:
    """A phone number or an e-mail address."""
    found = service.read_contact(said.text)
    return _again("referral_contact", slots) if found is None else _kept(slots, CONTACT, found)


def what_for(slots: Slots, said: Heard) -> Answer:
    """The usual words, or the resident's own after them."""
    usual = service.usual_help(str(slots["referral_need"]))
    plain = said.option == USUAL or said.intent in ("deny", "affirm")
    if plain or service.says("usual", said.text):
        return _kept(slots, HELP, usual)
    return _kept(slots, HELP, f"{usual}. {service.read(HELP, said.text)}")


def agreed(slots: Slots, said: Heard) -> Answer:
    """Yes, no, or a change; after a change all is shown again."""
    if changing := slots.get("referral_changing"):
        return _changed(slots, said, str(changing))
    if said.option == DONT:
        return ended(NO)
    if said.option == YES:
        return {"referral_agreed": YES}
    if (wanted := service.edit(said.text, said.option)) is not None:
        return _edited(slots, wanted)
    if said.intent == "affirm" or service.says("says_yes", said.text):
        return {"referral_agreed": YES}
    if said.intent == "deny" or service.says("says_no", said.text):
        return ended(NO)
    return _again("referral_agreed", slots)


def follow(slots: Slots, said: Heard) -> Answer:
    """Only a yes is a yes."""
    yes = said.option == ASK_ME or said.intent == "affirm" or service.says("says_yes", said.text)
    return {"referral_follow": ASK_ME if yes else DONT_ASK, "referral_end": SEND}


def ended(how: str) -> Answer:
    """Every question closed, and the word that ends the task."""
    return {**dict.fromkeys(QUESTIONS, how), "referral_end": how}


def options(slots: Slots) -> list[Service]:
    """The services that were offered."""
    return [from_data(one) for one in slots.get("referral_options") or []]


def chosen(slots: Slots) -> Service:
    """The service that is to get in touch."""
    return from_data(slots["referral_service"])


def _kept(slots: Slots, key: str, value: str | None) -> Answer:
    lines = {**(slots.get("referral_lines") or {}), key: value}
    return {f"referral_{key}": "told", "referral_lines": lines, "referral_tries": None}


def _again(slot: str, slots: Slots) -> Answer:
    tries = (slots.get("referral_tries") or 0) + 1
    if tries >= MOST_TRIES:
        return {**ended(STUCK), "referral_service": slots["referral_service"]}
    return {slot: None, "referral_tries": tries}


def _edited(slots: Slots, wanted: service.Edit) -> Answer:
    """A line changed at once, or the question which line, or for its words."""
    again: Answer = {"referral_agreed": None, "referral_tries": None}
    if wanted.key is None:
        return {**again, "referral_changing": WHICH_LINE}
    if wanted.out and wanted.key == CONTACT:
        return {**again, "referral_changing": None, SAY: "utter_referral_contact_needed"}
    if wanted.value is None and not wanted.out:
        return {**again, "referral_changing": wanted.key}
    lines = service.changed(slots.get("referral_lines") or {}, wanted)
    return {**again, "referral_lines": lines, "referral_changing": None}


def _changed(slots: Slots, said: Heard, changing: str) -> Answer:
    """The answer to which line, or to what it shall say."""
    if changing == WHICH_LINE:
        wanted = service.edit(said.text, said.option) or service.Edit(service.line(said.text))
        return _edited(slots, wanted)
    out = said.option == SKIP or service.leaves_out(said.text)
    value = None if out else service.read(changing, said.text)
    return _edited(slots, service.Edit(changing, value, out=out))
