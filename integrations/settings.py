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
    "allowed_origins",
    "web_port",
    "public_url",
    "secret",
    "desk_token",
    "crash_at",
    "standins_port",
)
COUNCIL_KEYS = ("open311_api_key", "addresses_key")
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
class Settings:
    """Keys, and URLs that hold passwords, are left out when it is printed."""

    database_url: str = field(repr=False)
    open311_url: str
    open311_api_key: str = field(repr=False)
    addresses_url: str
    addresses_key: str = field(repr=False)
    postcodes_url: str
    collections_url: str
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
    clock: str | None = None
    allowed_origins: tuple[str, ...] = ()
    web_port: int = 8000
    standins_port: int = 8300
    desk_token: str = field(default="", repr=False)
    crash_at: str = ""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        environ = os.environ if environ is None else environ
        found = {field.name: environ.get(variable(field.name), "").strip() for field in fields(cls)}
        needed = [one.name for one in fields(cls) if one.default is MISSING]
        if missing := [variable(name) for name in needed if not found[name]]:
            raise SettingsMissing(missing)
        given = {name: text for name, text in found.items() if text}
        given.setdefault("desk_token", given["secret"])
        return cls(**read(given))


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
    elif name == "open311_format" and text not in ("json", "xml"):
        raise ValueError("is neither json nor xml")


def production_keys(given: Mapping[str, str]) -> list[str]:
    """A clock that can be set must never run against a real council."""
    if not given.get("clock"):
        return []
    return [
        f"{variable(name)} is a production key, so {variable('clock')} may not be set"
        for name in COUNCIL_KEYS
        if given.get(name) and not given[name].startswith(DEMO_KEYS)
    ]
