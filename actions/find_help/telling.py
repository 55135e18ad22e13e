"""What is said about the services found: which ones, and what is owned up to when there are few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from actions.find_help import cards, service
from actions.find_help.service import Filters, Found, Point
from integrations.clock import LOCAL
from integrations.council import Contact, Council
from integrations.open_referral.contract import SYSTEM, Service, from_data
from integrations.store import directory
from integrations.wiring import Services

Says = tuple[str, dict[str, str]]
TEAM = "early_help"


@dataclass(frozen=True)
class Asked:
    """The question to the directory: need, place, what else is wanted, and what was told before."""

    need: str
    place: Point | None
    filters: Filters
    told: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """What to say, which services that tells, whether a person has to take over, and whether one of
    the services takes the name of a resident from us."""

    says: tuple[Says, ...]
    told: tuple[str, ...] = ()
    person: bool = False
    more: bool = False
    takes_names: bool = False


@dataclass(frozen=True)
class Listed:
    """The directory's services as we have them. `fetched` is council time."""

    services: tuple[Service, ...]
    fetched: datetime
    failed: bool
    age: float


def listed(services: Services) -> Listed | None:
    """The local copy; None when the directory has never answered."""
    with services.store.read() as tx:
        kept = directory.copy(tx, SYSTEM)
    if kept is None:
        return None
    now = services.clock.now()
    age = max(0.0, machine_now() - kept.fetched_at)
    return Listed(
        tuple(from_data(one) for one in kept.services),
        (now - timedelta(seconds=age)).astimezone(LOCAL),
        kept.failed,
        age,
    )


def machine_now() -> float:
    """By the machine's clock, as the store counts."""
    return datetime.now(LOCAL).timestamp()


def tell(asked: Asked, services: Services) -> Outcome:
    """The next services for what was asked, with everything that should be owned up to."""
    council = services.council
    have = listed(services)
    now = services.clock.now().astimezone(LOCAL)
    if have is None:
        return Outcome((("utter_find_help_no_list", line_facts(asked.need, council, both=True)),))
    holidays = services.bank_holidays.days()

    def found(filters: Filters) -> list[Found]:
        return service.fitting(have.services, asked.need, asked.place, filters, now, holidays)

    fit = found(asked.filters)
    if asked.filters.today and not fit and not asked.told:
        return _nothing_today(asked, council)
    says = list(_owning_up(asked, council, fit))
    if not fit:
        fit = found(_eased(asked.filters))
    shown = service.first_of(fit, asked.told)
    if not shown:
        return Outcome((("utter_find_help_no_more", line_facts(asked.need, council)),))
    if have.failed or have.age > service.limits()["copy_old_seconds"]:
        facts = {"day": cards.day(have.fetched), "hour": cards.hour(have.fetched)}
        says.append(("utter_find_help_old_list", facts))
    today = asked.filters.today and all(service.usable_today(one, now) for one in shown)
    response = "utter_find_help_today" if today else "utter_find_help_found"
    if asked.told and not today:
        response = "utter_find_help_found_more"
    says.append((response, {"cards": cards.cards(shown, now)}))
    told = tuple(one.service.id for one in shown)
    left = len([one for one in fit if one.service.id not in {*asked.told, *told}])
    names = any(one.service.referral for one in shown)
    return Outcome(tuple(says), told, more=left > 0, takes_names=names)


def _nothing_today(asked: Asked, council: Council) -> Outcome:
    """A need of today that nothing meets is a person's work, and is never sent away."""
    out = {"phone": council.contact.phone}
    return Outcome((("utter_find_help_person", out),), person=True)


def _owning_up(asked: Asked, council: Council, fit: Sequence[Found]) -> Iterator[Says]:
    facts = line_facts(asked.need, council)
    filters = asked.filters
    if not fit and filters.language:
        spoken = {"language": filters.language, "phone": council.contact.phone}
        yield "utter_find_help_none_speak", spoken
    elif not fit and filters.phone:
        yield "utter_find_help_none_phone", facts
    elif not fit and filters.now:
        yield "utter_find_help_none_open", facts
    elif asked.place and fit and not asked.told and not any(map(service.is_near, fit)):
        yield "utter_find_help_nothing_near", {}


def _eased(filters: Filters) -> Filters:
    """The same without what nothing could meet."""
    return replace(filters, today=False, now=False, phone=False, language=None)


def line(need: str, council: Council) -> Contact:
    """Whom to call when the directory cannot help with this need."""
    return council.contacts[str(service.data("needs")["needs"][need]["line"])]


def line_facts(need: str, council: Council, *, both: bool = False) -> dict[str, str]:
    """The same in words, with the council's own number where both are told."""
    one = line(need, council)
    facts = {"name": one.name, "phone": one.phone}
    return {**facts, "council": council.contact.phone} if both else facts


def before_all(need: str, council: Council) -> Iterator[Says]:
    """The numbers that are said first, where what is written may be worse than it sounds."""
    if first := service.data("needs")["needs"][need].get("first"):
        numbers = {
            "council": council.contact.phone,
            "night": council.out_of_hours.phone,
            "samaritans": council.contacts["samaritans"].phone,
        }
        yield f"utter_find_help_first_{first}", numbers


def urgent(need: str) -> dict[str, Any]:
    """The hand-over of a need of today that no service can meet."""
    reason = "needed_today"
    return {"reason": reason, "team": TEAM, "topic": need, "priority": "urgent", "summary": ""}


def buttons(outcome: Outcome) -> list[str]:
    """What can be asked for with one press."""
    return [*(["more"] if outcome.more else []), "now", "phone", "done"]
