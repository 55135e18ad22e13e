"""Putting a resident in touch: which service, three lines, shown, changed, and only then sent."""

import time
from collections.abc import Sequence
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import (
    CouncilAction,
    CouncilForm,
    Events,
    active_form,
    button,
    cleared,
    closed,
    heard,
    paused,
    resumed,
    set_slots,
    turn_of,
    waiting_tasks,
)
from actions.referral import answering, service
from actions.referral.answering import (
    ASK_ME,
    CHANGE,
    DONT,
    DONT_ASK,
    NO_ROUTE,
    NONE,
    SAY,
    SEND,
    SKIP,
    STUCK,
    USUAL,
    WHICH_LINE,
    YES,
    YOUNG,
)
from actions.referral.service import CONTACT
from actions.young import said_young
from integrations.open_referral.contract import SYSTEM, Service, from_data
from integrations.store import conversations, directory, referrals
from integrations.store.session import Moment
from integrations.wiring import Services


class Start(CouncilAction):
    """Finds which of the services just told is meant, and whether it takes names from us."""

    def name(self) -> str:
        return "action_referral_start"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        aside = [] if active_form(tracker) == "referral_form" else paused(tracker)
        fresh = [*aside, *cleared(tracker, "referral")]
        if said_young(tracker.events):
            return [*fresh, *set_slots(answering.ended(YOUNG))]
        told = _told(tracker, services)
        can = services.email is not None
        known = {
            "referral_task": turn_of(tracker),
            "referral_need": tracker.get_slot("find_help_need"),
            **answering.begin(told, heard(tracker), by_email=can),
        }
        return [*fresh, *set_slots(known)]


class AskWhich(CouncilAction):
    """Which of the services is to get in touch."""

    def name(self) -> str:
        return "action_ask_referral_which"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        buttons = [button(one.id, one.name) for one in answering.options(tracker.slots)]
        dispatcher.utter_message(response="utter_referral_which", buttons=buttons)
        return []


class AskName(CouncilAction):
    """The first line, and that nothing goes out unseen."""

    def name(self) -> str:
        return "action_ask_referral_name"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        chosen = answering.chosen(tracker.slots).name
        _ask(dispatcher, "utter_referral_name", (SKIP,), service=chosen)
        return []


class AskContact(CouncilAction):
    """The one line they cannot do without."""

    def name(self) -> str:
        return "action_ask_referral_contact"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        again = tracker.get_slot("referral_tries")
        response = "utter_referral_contact_again" if again else "utter_referral_contact"
        dispatcher.utter_message(response=response)
        return []


class AskHelp(CouncilAction):
    """What it is about; the resident may add to it."""

    def name(self) -> str:
        return "action_ask_referral_help"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        usual = service.usual_help(tracker.get_slot("referral_need"))
        _ask(dispatcher, "utter_referral_help", (USUAL,), help=usual)
        return []


class AskAgreed(CouncilAction):
    """Shows all that would be sent, and to whom; or asks what to change in it."""

    def name(self) -> str:
        return "action_ask_referral_agreed"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        changing = tracker.get_slot("referral_changing")
        if changing == WHICH_LINE:
            lines = service.data("words")["lines"]
            buttons = [button(key, label) for key, label in lines.items()]
            dispatcher.utter_message(response="utter_referral_which_line", buttons=buttons)
        elif changing:
            options = () if changing == CONTACT else (SKIP,)
            _ask(dispatcher, "utter_referral_new_line", options)
        else:
            lines = service.shown(tracker.get_slot("referral_lines") or {})
            facts = {"service": answering.chosen(tracker.slots).name, "lines": lines}
            _ask(dispatcher, "utter_referral_check", (YES, CHANGE, DONT), **facts)
        return []


class AskFollow(CouncilAction):
    """Whether the resident may be asked later."""

    def name(self) -> str:
        return "action_ask_referral_follow"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        days = str(service.data("words")["days"]["ask"])
        _ask(dispatcher, "utter_referral_follow", (ASK_ME, DONT_ASK), days=days)
        return []


class End(CouncilAction):
    """Commits the referral and gives its reference, or says why there is none."""

    def name(self) -> str:
        return "action_referral_end"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        end = tracker.get_slot("referral_end")
        if end == YOUNG:
            phone = services.council.contacts["childline"].phone
            dispatcher.utter_message(response="utter_referral_young", phone=phone)
        elif end in (NO_ROUTE, STUCK):
            chosen = answering.chosen(tracker.slots)
            phone = next(iter(chosen.phones), services.council.contact.phone)
            response = f"utter_referral_{'no_route' if end == NO_ROUTE else 'stuck'}"
            dispatcher.utter_message(response=response, service=chosen.name, phone=phone)
        elif end == NONE:
            dispatcher.utter_message(response="utter_referral_none")
        elif end == SEND:
            _send(dispatcher, tracker, services)
        else:
            dispatcher.utter_message(response="utter_referral_not_sent")
        return cleared(tracker, "referral")


class Withdraw(CouncilAction):
    """Takes back what was passed on in this chat; or stops what has not been sent."""

    def name(self) -> str:
        return "action_referral_withdraw"

    def act(self, dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> Events:
        taken = _take_back(tracker, services)
        if active_form(tracker) == "referral_form" and not taken:
            dispatcher.utter_message(response="utter_referral_not_sent")
        elif taken:
            references = ", ".join(taken)
            dispatcher.utter_message(response="utter_referral_taken_back", reference=references)
        else:
            dispatcher.utter_message(response="utter_referral_nothing_to_take_back")
        if active_form(tracker) != "referral_form":
            return []
        return [*cleared(tracker, "referral"), *closed(), *resumed(waiting_tasks(tracker))]


class Form(CouncilForm):
    """Takes the lines one by one, then the changes, then the yes."""

    def name(self) -> str:
        return "validate_referral_form"

    def validate_referral_which(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_which", value, dispatcher, tracker)

    def validate_referral_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_name", value, dispatcher, tracker)

    def validate_referral_contact(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_contact", value, dispatcher, tracker)

    def validate_referral_help(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_help", value, dispatcher, tracker)

    def validate_referral_agreed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_agreed", value, dispatcher, tracker)

    def validate_referral_follow(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> dict[str, Any]:
        """See ``answering``."""
        return _take("referral_follow", value, dispatcher, tracker)


def _take(
    slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker
) -> dict[str, Any]:
    """The answer to the open question; Rasa also has slots checked that we set ourselves."""
    if not isinstance(value, str) or tracker.get_slot("requested_slot") != slot:
        return {slot: value}
    answer = answering.take(slot, tracker.slots, heard(tracker))
    if said := answer.pop(SAY, None):
        dispatcher.utter_message(response=said)
    return answer


def _told(tracker: Tracker, services: Services) -> list[Service]:
    """The services the resident was last shown, as the local copy has them."""
    wanted = tracker.get_slot("find_help_shown") or []
    with services.store.read() as tx:
        kept = directory.copy(tx, SYSTEM)
    by_id = {one["id"]: one for one in (kept.services if kept else [])}
    return [from_data(by_id[name]) for name in wanted if name in by_id]


def _ask(
    dispatcher: CollectingDispatcher, response: str, options: Sequence[str], **facts: str
) -> None:
    titles = service.data("words")["buttons"]
    buttons = [button(one, titles[one]) for one in options]
    dispatcher.utter_message(response=response, buttons=buttons, **facts)


def _send(dispatcher: CollectingDispatcher, tracker: Tracker, services: Services) -> None:
    chosen = answering.chosen(tracker.slots)
    follow = tracker.get_slot("referral_follow") == ASK_ME
    days = service.data("words")["days"]["ask"] * service.DAY
    new = referrals.NewReferral(
        conversation_id=tracker.sender_id,
        task=str(tracker.get_slot("referral_task")),
        need=tracker.get_slot("referral_need"),
        service_id=chosen.id,
        service_name=chosen.name,
        address=chosen.email,
        shared=service.shared(tracker.get_slot("referral_lines") or {}),
        service_code=service.service_code(chosen),
        area=services.council.area,
        ask_at=time.time() + days if follow else None,
    )
    with services.store.begin() as tx:
        logged = referrals.log(tx, new)
    facts = {"reference": logged.reference, "service": chosen.name}
    dispatcher.utter_message(response="utter_referral_sent", **facts)


def _take_back(tracker: Tracker, services: Services) -> list[str]:
    """The references of what was taken back."""
    moment = Moment(time.time(), "")
    with services.store.begin() as tx:
        name = conversations.from_engine_name(tracker.sender_id)
        conversation = conversations.lock(tx, name, moment)
        found = referrals.live(tx, conversation) if conversation else []
        return [pair[1].reference for pair in found if referrals.withdraw(tx, pair, moment)]
