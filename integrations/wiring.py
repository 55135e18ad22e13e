"""Where real things are chosen: every client, the store and the clock, from one set of settings.

Clients are made here and nowhere else; a demo, a test and a council differ in the settings only.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from integrations import council as council_file
from integrations.addresses import client as addresses
from integrations.addresses.client import Addresses
from integrations.assistant import client as assistant
from integrations.assistant.client import Assistant
from integrations.bank_holidays.client import BankHolidays
from integrations.client import ApiClient, Budget
from integrations.clock import Clock
from integrations.collections import client as collections
from integrations.collections.client import Collections
from integrations.council import Council
from integrations.notify.client import Notify
from integrations.open311 import client as open311
from integrations.open311.client import Open311
from integrations.open_referral import client as open_referral
from integrations.open_referral.client import OpenReferral
from integrations.postcodes import client as postcodes
from integrations.postcodes.client import Postcodes
from integrations.settings import Settings
from integrations.store.session import Store
from integrations.twilio.client import Twilio
from integrations.whatsapp.client import WhatsApp


@dataclass(frozen=True, kw_only=True)
class Services:
    settings: Settings
    clock: Clock
    council: Council
    store: Store
    open311: Open311
    addresses: Addresses
    postcodes: Postcodes
    collections: Collections
    bank_holidays: BankHolidays
    open_referral: OpenReferral
    assistant: Assistant
    notify: Notify | None = None
    email: Notify | None = None
    twilio: Twilio | None = None
    whatsapp: WhatsApp | None = None


def wire(settings: Settings, budget: Budget = Budget.IN_TURN) -> Services:
    """Opens nothing yet: the first call does. While a resident waits, the budget is short."""
    council = council_file.load(Path(settings.council_file or council_file.FILE))
    return Services(
        settings=settings,
        clock=Clock(settings.clock),
        council=council,
        store=Store(settings.database_url),
        open311=open_open311(settings, budget),
        addresses=open_addresses(settings, budget, council),
        postcodes=Postcodes(
            ApiClient("postcodes", settings.postcodes_url, budget, refusal=postcodes.refusal)
        ),
        collections=Collections(
            ApiClient("collections", settings.collections_url, budget, refusal=collections.refusal)
        ),
        bank_holidays=BankHolidays(
            ApiClient("bank_holidays", settings.bank_holidays_url, budget),
            council.bank_holidays.division,
        ),
        open_referral=OpenReferral(
            ApiClient(
                "open_referral",
                settings.open_referral_url,
                budget,
                refusal=open_referral.refusal,
            )
        ),
        assistant=assistant.connect(settings.rasa_url, settings.rasa_token),
        notify=open_notify(settings),
        email=open_email(settings),
        twilio=open_twilio(settings),
        whatsapp=open_whatsapp(settings),
    )


def wire_worker(settings: Settings) -> Services:
    """For work that nobody waits for: longer times, and reads are tried again."""
    return wire(settings, Budget.WORKER)


@cache
def services() -> Services:
    """This process's own, from its environment. Raises SettingsError."""
    return wire(Settings.from_environment())


def open_actions(settings: Settings) -> ApiClient:
    """Our own action server, whatever path of it ACTIONS_URL names."""
    parts = urlsplit(settings.actions_url)
    return ApiClient("actions", f"{parts.scheme}://{parts.netloc}", Budget.IN_TURN)


def open_notify(settings: Settings) -> Notify | None:
    if settings.sms_provider != "notify":
        return None
    return Notify(settings.notify_url, settings.notify_api_key, settings.notify_sms_template_id)


def open_email(settings: Settings) -> Notify | None:
    """E-mail goes through Notify whoever sends the texts; without a template there is none."""
    if not (settings.notify_url and settings.notify_api_key and settings.notify_email_template_id):
        return None
    return Notify(
        settings.notify_url,
        settings.notify_api_key,
        settings.notify_sms_template_id,
        settings.notify_email_template_id,
    )


def open_whatsapp(settings: Settings) -> WhatsApp | None:
    if settings.whatsapp_provider != "whatsapp":
        return None
    return WhatsApp(
        settings.whatsapp_url, settings.whatsapp_token, settings.whatsapp_phone_number_id
    )


def open_twilio(settings: Settings) -> Twilio | None:
    if "twilio" not in (settings.sms_provider, settings.whatsapp_provider):
        return None
    return Twilio(
        settings.twilio_url,
        settings.twilio_account_sid,
        settings.twilio_auth_token,
        settings.twilio_from,
        f"{settings.public_url.rstrip('/')}/webhooks/twilio/status",
    )


def open_open311(settings: Settings, budget: Budget) -> Open311:
    api = ApiClient("open311", settings.open311_url, budget, refusal=open311.refusal)
    return Open311(
        api,
        settings.open311_api_key,
        settings.open311_jurisdiction,
        settings.open311_format,
    )


def open_addresses(settings: Settings, budget: Budget, council: Council) -> Addresses:
    api = ApiClient(
        "addresses",
        settings.addresses_url,
        budget,
        headers={"key": settings.addresses_key},
        refusal=addresses.refusal,
    )
    area = council.bounds
    return Addresses(api, (area.west, area.south, area.east, area.north) if area else None)
