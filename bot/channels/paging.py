"""Calls staff by text and by e-mail, at the addresses of data/council.yml (`on_call`)."""

from collections.abc import Sequence
from functools import partial

from bot.conversation import alerts
from bot.conversation.numbers import normal
from bot.conversation.parts import Pager
from integrations.errors import IntegrationError, Unavailable
from integrations.wiring import Services


def pagers(services: Services) -> dict[str, Pager]:
    """One for each audience that can be reached at all."""
    return {
        audience: partial(page, services, reached)
        for audience, addresses in services.council.on_call.items()
        if (reached := [one for one in addresses if can_reach(services, one)])
    }


def page(services: Services, addresses: Sequence[str], reference: str, words: str) -> None:
    """Every address is tried; it is told as not sent only when none took it."""
    faults: list[IntegrationError] = []
    for at, address in enumerate(addresses):
        try:
            call(services, address, f"{reference}-{at}", words)
        except IntegrationError as fault:
            faults.append(fault)
    if len(faults) == len(addresses):
        raise faults[0]


def call(services: Services, address: str, reference: str, words: str) -> None:
    if "@" in address and services.email is not None:
        subject = alerts.plan().subject.format(council=services.council.short_name)
        services.email.email(address, subject, words, reference)
    elif (number := normal(address)) and services.notify is not None:
        services.notify.send(number, words, reference)
    elif number and services.twilio is not None:
        services.twilio.send(number, words, reference)
    else:
        raise Unavailable("alerts", "this address cannot be reached")


def can_reach(services: Services, address: str) -> bool:
    if "@" in address:
        return services.email is not None
    by_twilio = services.settings.sms_provider == "twilio" and services.twilio is not None
    return normal(address) is not None and (services.notify is not None or by_twilio)
