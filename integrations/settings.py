"""Everything that differs between a demo, a test and a council: URLs, keys and ports.

Read once from the environment; nothing else in the product reads it.
"""

import os
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from types import UnionType
from typing import Any, get_type_hints
from urllib.parse import urlsplit

from integrations.clock import parse_start

PREFIXED = (
    "database_url",
    "clock",
    "council_file",
    "allowed_origins",
    "web_port",
    "public_url",
    "secret",
    "desk_token",
    "crash_at",
    "standins_port",
)
COUNCIL_KEYS = (
    "open311_api_key",
    "addresses_key",
    "notify_api_key",
    "twilio_auth_token",
    "whatsapp_token",
)
DEMO_KEYS = ("demo-", "test-")


class SettingsError(Exception):
    """One sentence for whoever starts the program."""


class SettingsMissing(SettingsError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(f"These settings are missing: {', '.join(names)}.")
        self.names = names


class SettingsInvalid(SettingsError):
    def __init__(self, problems: list[str]) -> None:
        super().__init__(f"These settings are wrong: {'; '.join(problems)}.")
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class Callbacks:
    """Where the stand-ins of messaging providers tell what happened, and with which secrets. A real
    provider has these in the council's account there."""

    public_url: str = ""
    open311_api_key: str = ""
    open311_updates_key: str = ""
    notify_callback_token: str = ""
    notify_api_key: str = ""
    notify_sms_template_id: str = ""
    notify_email_template_id: str = ""
    twilio_url: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_from: str = ""
    whatsapp_token: str = ""
    whatsapp_app_secret: str = ""
    whatsapp_phone_number_id: str = ""
    whatsapp_template: str = ""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Keys, and URLs that hold passwords, are left out when it is printed."""

    database_url: str = field(repr=False)
    open311_url: str
    open311_api_key: str = field(repr=False)
    addresses_url: str
    addresses_key: str = field(repr=False)
    postcodes_url: str
    collections_url: str
    bank_holidays_url: str
    open_referral_url: str
    rasa_url: str
    rasa_token: str = field(repr=False)
    actions_url: str
    actions_token: str = field(repr=False)
    public_url: str
    secret: str = field(repr=False)
    tracker_database_url: str | None = field(default=None, repr=False)
    redis_url: str | None = field(default=None, repr=False)
    open311_jurisdiction: str | None = None
    open311_format: str = "json"
    open311_media: str = "url"
    open311_updates_key: str = field(default="", repr=False)
    clock: str | None = None
    council_file: str | None = None
    allowed_origins: tuple[str, ...] = ()
    web_port: int = 8000
    standins_port: int = 8300
    desk_token: str = field(default="", repr=False)
    sms_provider: str = ""
    whatsapp_provider: str = ""
    notify_url: str = ""
    notify_api_key: str = field(default="", repr=False)
    notify_callback_token: str = field(default="", repr=False)
    notify_sms_template_id: str = ""
    notify_email_template_id: str = ""
    twilio_url: str = ""
    twilio_account_sid: str = ""
    twilio_auth_token: str = field(default="", repr=False)
    twilio_from: str = ""
    whatsapp_url: str = ""
    whatsapp_token: str = field(default="", repr=False)
    whatsapp_app_secret: str = field(default="", repr=False)
    whatsapp_verify_token: str = field(default="", repr=False)
    whatsapp_phone_number_id: str = ""
    whatsapp_template: str = ""
    crash_at: str = ""

    @property
    def live(self) -> bool:
        """Whether it works with a real council: one of the keys it has is no demo key."""
        keys: list[str] = [getattr(self, name) for name in COUNCIL_KEYS]
        return any(key and not key.startswith(DEMO_KEYS) for key in keys)

    @property
    def production(self) -> bool:
        """Whether residents use it: what is made for a demo must not be there."""
        return self.live or self.public_url.startswith("https:")

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        environ = os.environ if environ is None else environ
        found = {field.name: environ.get(variable(field.name), "").strip() for field in fields(cls)}
        needed = [one.name for one in fields(cls) if one.default is MISSING]
        needed += phones_need(found)
        if missing := [variable(name) for name in needed if not found[name]]:
            raise SettingsMissing(missing)
        given = {name: text for name, text in found.items() if text}
        given.setdefault("desk_token", given["secret"])
        given.setdefault("open311_updates_key", given["open311_api_key"])
        return cls(**read(given))


# A phone channel is there when its provider is named; then everything of that provider is needed.
PROVIDERS = {
    ("sms_provider", "notify"): ("url", "api_key", "callback_token", "sms_template_id"),
    ("sms_provider", "twilio"): ("url", "account_sid", "auth_token", "from"),
    ("whatsapp_provider", "whatsapp"): (
        "url", "token", "app_secret", "verify_token", "phone_number_id"),
    ("whatsapp_provider", "twilio"): ("url", "account_sid", "auth_token", "from"),
}  # fmt: skip


def phones_need(found: Mapping[str, str]) -> list[str]:
    named = [
        f"{provider}_{part}"
        for (setting, provider), parts in PROVIDERS.items()
        if found[setting] == provider
        for part in parts
    ]
    return list(dict.fromkeys(named))


def standins_callbacks(environ: Mapping[str, str] | None = None) -> Callbacks:
    """What the messaging stand-ins need to call back; without it they do not."""
    environ = os.environ if environ is None else environ
    names = (one.name for one in fields(Callbacks))
    return Callbacks(**{name: environ.get(variable(name), "").strip() for name in names})


def variable(name: str) -> str:
    """The environment variable a field is read from."""
    return f"DOORSTEP_{name}".upper() if name in PREFIXED else name.upper()


def standins_port(environ: Mapping[str, str] | None = None) -> int:
    """The one setting the stand-ins need; they run before anything else is set."""
    environ = os.environ if environ is None else environ
    text = environ.get(variable("standins_port"), "").strip()
    return int(read({"standins_port": text})["standins_port"]) if text else 8300


def standins_clock(environ: Mapping[str, str] | None = None) -> str | None:
    environ = os.environ if environ is None else environ
    text = environ.get(variable("clock"), "").strip()
    return str(read({"clock": text})["clock"]) if text else None


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """Turns the texts into the fields' types; every fault is named at once."""
    kinds = get_type_hints(Settings)
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, text in given.items():
        try:
            values[name] = convert(text, kinds[name])
            check(name, text)
        except ValueError as fault:
            problems.append(f"{variable(name)} {fault}")
    problems += production_keys(given)
    if problems:
        raise SettingsInvalid(problems)
    return values


def convert(text: str, kind: type | UnionType) -> Any:
    if kind is int:
        if not text.isdecimal() or not 0 <= int(text) <= 65535:
            raise ValueError("is not a port number")
        return int(text)
    if kind == tuple[str, ...]:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return text


def check(name: str, text: str) -> None:
    if name == "clock":
        try:
            parse_start(text)
        except ValueError:
            raise ValueError("is not an instant such as 2026-01-05T09:00:00Z") from None
    elif name.endswith("_url") and not name.endswith(("database_url", "redis_url")):
        parts = urlsplit(text)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("is not an http or https address")
    elif name.endswith("_provider") and (name, text) not in PROVIDERS:
        known = " or ".join(provider for setting, provider in PROVIDERS if setting == name)
        raise ValueError(f"is not {known}")
    elif name == "open311_format" and text not in ("json", "xml"):
        raise ValueError("is neither json nor xml")
    elif name == "open311_media" and text not in ("url", "multipart"):
        raise ValueError("is neither url nor multipart")


def production_keys(given: Mapping[str, str]) -> list[str]:
    """A clock that can be set must never run against a real council."""
    if not given.get("clock"):
        return []
    return [
        f"{variable(name)} is a production key, so {variable('clock')} may not be set"
        for name in COUNCIL_KEYS
        if given.get(name) and not given[name].startswith(DEMO_KEYS)
    ]
