"""A service as a resident reads it, from the lines of data/find_help/words.yml."""

from collections.abc import Sequence
from datetime import date, datetime

from actions.find_help import opening
from actions.find_help.service import Found, data, limits
from integrations.open_referral.contract import HOME, ONLINE, PHONE, WAITING, Service

MILE = 1609.344


def cards(found: Sequence[Found], now: datetime) -> str:
    """All of them, a blank line between two."""
    return "\n\n".join(card(at, one, now) for at, one in enumerate(found, 1))


def card(at: int, one: Found, now: datetime) -> str:
    """One service: what has to be done first comes before where and when."""
    service = one.service
    lines = [
        _say("name", at=str(at), name=service.name),
        _say("why", why=one.why),
        _first(service),
        _say("waiting") if service.capacity == WAITING else "",
        _where(one),
        _open(one, now),
        _say("cost", cost=_cost(service)) if _cost(service) else "",
        _contact(service),
        _say("speaks", languages=", ".join(service.languages)) if _others(service) else "",
        _say("alert", alert=service.alert) if service.alert else "",
        _checked(service, now.date()),
    ]
    return "\n".join(line for line in lines if line)


def hour(moment: datetime) -> str:
    """9am, 1.30pm."""
    minutes = f".{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def day(moment: date) -> str:
    """Monday 5 January."""
    return f"{moment:%A} {moment.day} {moment:%B}"


def _first(service: Service) -> str:
    if service.how:
        return _say("first", how=service.how)
    name = f"first_{service.entry}"
    return _say(name) if name in data("words") else ""


def _where(one: Found) -> str:
    service = one.service
    if service.sites:
        site = service.sites[0]
        address = ", ".join(part for part in (site.name, site.address) if part)
        facts = {"address": address, "postcode": site.postcode}
        if one.metres is None:
            return _say("place_far", **facts)
        return _say("place", distance=f"{max(one.metres / MILE, 0.1):.1f} miles", **facts)
    if ONLINE in service.ways:
        said = _say("online_phone" if PHONE in service.ways else "online")
    else:
        said = _say("home_visit" if HOME in service.ways else "phone")
    return said[:1].upper() + said[1:]


def _open(one: Found, now: datetime) -> str:
    if one.until and opening.always(one.service):
        return _say("open_always")
    if one.until:
        return _say("open_now", hour=hour(one.until))
    if one.opens is None:
        return _say("hours_unknown")
    if one.opens.date() == now.date():
        return _say("opens_today", hour=hour(one.opens))
    return _say("opens", day=day(one.opens), hour=hour(one.opens))


def _cost(service: Service) -> str:
    told = [cost.text or cost.option for cost in service.costs]
    return service.fees or next((text for text in told if text), "")


def _contact(service: Service) -> str:
    if service.phones:
        return _say("call", phone=service.phones[0])
    if service.email:
        return _say("write", email=service.email)
    return _say("see", url=service.url) if service.url else ""


def _others(service: Service) -> bool:
    return any(one != "English" for one in service.languages)


def _checked(service: Service, today: date) -> str:
    if not service.assured:
        return _say("checked_unknown")
    checked = date.fromisoformat(service.assured)
    told = f"{checked.day} {checked:%B %Y}"
    old = (today - checked).days > limits()["mark_after_days"]
    return _say("checked_old" if old else "checked", date=told)


def _say(line: str, /, **facts: str) -> str:
    return str(data("words")[line]).format(**facts)
