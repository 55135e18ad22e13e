"""Where real things are chosen: every client, the store and the clock, from one set of settings.

Clients are made here and nowhere else; a demo, a test and a council differ in the settings only.
"""

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from integrations import council as council_file
from integrations.addresses import client as addresses
from integrations.addresses.client import Addresses
from integrations.assistant import client as assistant
from integrations.assistant.client import Assistant
from integrations.client import ApiClient, Budget
from integrations.clock import Clock
from integrations.collections import client as collections
from integrations.collections.client import Collections
from integrations.council import Council
from integrations.open311 import client as open311
from integrations.open311.client import Open311
from integrations.postcodes import client as postcodes
from integrations.postcodes.client import Postcodes
from integrations.settings import Settings
from integrations.store.session import Store


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
    assistant: Assistant


def wire(settings: Settings, budget: Budget = Budget.IN_TURN) -> Services:
    """Opens nothing yet: the first call does. While a resident waits, the budget is short."""
    council = council_file.load()
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
        assistant=assistant.connect(settings.rasa_url, settings.rasa_token),
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
