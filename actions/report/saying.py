"""Which words the resident reads at each step of a report, and what fills them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions import teams
from actions.base import button
from actions.mentions import Heard, Mention
from actions.report import answering, asking, checking, exits, reaching, rounds, taking
from actions.report import draft as drafts
from actions.report.draft import Draft
from actions.report.exits import Exit
from actions.report.kinds import Kind, load_kinds
from actions.topics import load_topics
from integrations.council import Council
from integrations.open311.contract import Definition
from integrations.wiring import Services

LOOKED_AT = "look"
ANSWERS = ("inform", "affirm", "deny", "choose")
OF_CHOICE = {exits.STOP: "utter_report_stop_ask", exits.OWNER: "utter_report_owner_ask"}


@dataclass(frozen=True)
class Say:
    """One message: a response by name, what fills it, and the buttons under it."""

    response: str
    facts: Mapping[str, str] = field(default_factory=dict)
    buttons: tuple[dict[str, str], ...] = ()


def start(kind: Kind, definition: Definition | None) -> Say:
    """A report begins, with what the council wants said about this kind."""
    start = "utter_report_ask_start" if kind.asks else "utter_report_start"
    if definition and definition.notices:
        notices = " ".join(definition.notices)
        return Say(f"{start}_notice", {"name": kind.name, "notices": notices})
    return Say(start, {"name": kind.name})


def met(draft: Draft, one: Exit, services: Services) -> Say:
    """The number to call, why, and what to do until then."""
    facts = taking.exit_facts(services, draft, one)
    if one.goes_on:
        return Say("utter_report_stop_and_log", facts)
    return Say(f"utter_report_{one.what}", facts)


def choice(draft: Draft, services: Services) -> list[Say]:
    """The choice a report waits for."""
    pending = draft.pending or {}
    if pending["what"] == taking.KINDS:
        offered = (load_kinds()[slug] for slug in pending["options"])
        buttons = tuple(button(one.kind, one.title) for one in offered)
        return [Say("utter_report_which_kind", buttons=buttons)]
    if pending["what"] == taking.TWINS:
        return [twins(pending["found"], (draft.kind or {})["name"])]
    if pending["what"] == checking.ROUND:
        what = (draft.round or {})["what"]
        ends = "ends" if what in rounds.STAYS else "ask"
        told = Say(f"utter_report_round_{what}", checking.facts(draft))
        return [told, Say(f"utter_report_round_{ends}")]
    one = exits.of_pending(pending)
    return [met(draft, one, services), Say(OF_CHOICE[one.what])]


def twins(found: list[dict[str, str]], name: str) -> Say:
    """What is open near it: kind, street, day and state."""
    if len(found) == 1:
        return Say("utter_report_twin", {"name": name, **found[0]})
    lines = [f"{at}. {one['place']}, {one['day']}: {one['status']}" for at, one in numbered(found)]
    buttons = [button(at, f"{one['place']}, {one['day']}") for at, one in numbered(found)]
    different = {"title": taking.words()["different"], "payload": "/deny"}
    facts = {"name": name, "lines": "\n".join(lines)}
    return Say("utter_report_twins", facts, (*buttons, different))


def numbered(found: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Each with the number it is shown under."""
    return [(str(at), one) for at, one in enumerate(found, 1)]


def question(draft: Draft, said: Heard) -> list[Say]:
    """The council's next question, if there is one; after a miss or two, what else can be done."""
    asked = answering.next_question(draft)
    if asked is None:
        return []
    before = []
    buttons = [button(key, name) for key, name in asked.options]
    missed = (draft.tries or 0) if said.intent in ANSWERS else 0
    if missed > 1:
        person = load_topics()["speak_to_human"]
        buttons.append({"title": person.title, "payload": f"/{person.intent}"})
        before.append(Say("utter_report_stuck"))
    elif missed:
        before.append(Say("utter_report_not_an_option"))
    response = "utter_report_question" if asked.required else "utter_report_question_open"
    return [*before, Say(response, {"question": asked.text}, tuple(buttons))]


def home(mention: Mention, draft: Draft) -> list[Say]:
    """Which of several homes is meant, or what its number is."""
    number = mention.number if draft.options is not None else None
    before = [Say("utter_report_no_such_number", {"number": number})] if number else []
    if not draft.options:
        return [*before, _missing_of_home(mention)]
    buttons = tuple(button(at, one["label"]) for at, one in numbered(draft.options))
    return [*before, Say("utter_report_whose_home", buttons=buttons)]


def _missing_of_home(mention: Mention) -> Say:
    if mention.street or mention.postcode:
        return Say("utter_report_which_number")
    if mention.number:
        return Say("utter_conversation_number_kept", {"number": mention.number})
    return Say("utter_report_which_home")


def check(draft: Draft, council: Council) -> Say:
    """What is read back before it is sent, whom the council may call about it, and its price."""
    facts = drafts.read_back(draft)
    contact = reaching.contact_line(draft.contact) if draft.contact else ""
    lines = filter(None, (facts["details"], contact, asking.charge(draft, council)))
    response = "utter_report_ask_check" if asking.asks(draft) else "utter_report_check"
    return Say(response, {**facts, "details": "\n".join(lines)})


def person(draft: Draft, services: Services) -> Say:
    """The team that can do what cannot be done here."""
    topics = load_topics()
    facts = teams.told(topics[(draft.kind or {})["intent"]], services.council)
    one = topics["speak_to_human"]
    return Say("utter_report_person", facts, ({"title": one.title, "payload": f"/{one.intent}"},))


def sent(draft: Draft, reference: str, services: Services) -> Say:
    """What happens next by the council's own times, and the reference."""
    kind = draft.kind or {}
    day = taking.due(services, kind["kind"])
    aim = services.council.reports.of(kind["kind"]).aim
    if draft.round and draft.round["what"] != rounds.MISSED:
        aim = LOOKED_AT  # whether a crew comes back is for its office to say
    facts = {"reference": reference, "name": kind["name"], "date": f"{day:%A %-d %B}"}
    return Say(f"utter_report_sent_{aim}", facts)
