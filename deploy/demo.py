"""The settings and the programs of a demo: everything on this machine, against the stand-ins.

What the environment sets wins; this only fills in the rest. Demo and production differ in nothing
but these values.
"""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from deploy.processes import ROOT, Program

APP = str(ROOT / ".venv" / "app" / "bin" / "python")
ENGINE = str(ROOT / ".venv" / "engine" / "bin" / "python")
TRAIN = (ENGINE, "-m", "bot.engine", "train")
ACCOUNTS = (APP, "-m", "bot.desk", "demo")
COUNCIL = (
    "OPEN311_URL",
    "ADDRESSES_URL",
    "POSTCODES_URL",
    "COLLECTIONS_URL",
    "BANK_HOLIDAYS_URL",
    "OPEN_REFERRAL_URL",
)
# The shape of a real one: a name, the service's id and the secret. The stand-in's account has it.
NOTIFY_KEY = "demo-00000000-0000-4000-8000-000000000001-00000000-0000-4000-8000-000000000002"
HERE = ("127.0.0.1", "localhost")
# One thread each: the encoder is faster that way on a small machine (docs/engine.md).
ENGINE_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def settings(given: Mapping[str, str], var: Path) -> dict[str, str]:
    """The environment of every process: what is given, and demo values for the rest."""
    web = given.get("DOORSTEP_WEB_PORT") or "8000"
    standins = given.get("DOORSTEP_STANDINS_PORT") or "8300"
    council = f"http://127.0.0.1:{standins}"
    filled = {
        "DOORSTEP_DATABASE_URL": f"sqlite:///{var / 'doorstep.db'}",
        "TRACKER_DATABASE_URL": f"sqlite:///{var / 'tracker.db'}",
        "DOORSTEP_WEB_PORT": web,
        "DOORSTEP_STANDINS_PORT": standins,
        "DOORSTEP_PUBLIC_URL": f"http://127.0.0.1:{web}",
        "DOORSTEP_SECRET": "demo-secret",
        "RASA_URL": "http://127.0.0.1:5005",
        "RASA_TOKEN": "demo-rasa",
        "ACTIONS_URL": "http://127.0.0.1:5055",
        "ACTIONS_TOKEN": "demo-actions",
        "OPEN311_URL": f"{council}/open311",
        "OPEN311_API_KEY": "demo-open311",
        "ADDRESSES_URL": f"{council}/addresses",
        "ADDRESSES_KEY": "demo-addresses",
        "POSTCODES_URL": f"{council}/postcodes",
        "COLLECTIONS_URL": f"{council}/collections",
        "BANK_HOLIDAYS_URL": f"{council}/bank_holidays",
        "OPEN_REFERRAL_URL": f"{council}/open_referral",
        **phones(council),
    }
    environment = {**given, **{name: given.get(name) or value for name, value in filled.items()}}
    return anchored(environment)


def phones(council: str) -> dict[str, str]:
    """GOV.UK Notify for texts, Meta for WhatsApp; Twilio has an account too, for who sets it."""
    return {
        "WHATSAPP_PROVIDER": "whatsapp",
        "WHATSAPP_URL": f"{council}/whatsapp",
        "WHATSAPP_TOKEN": "demo-whatsapp",
        "WHATSAPP_APP_SECRET": "demo-whatsapp-secret",
        "WHATSAPP_VERIFY_TOKEN": "demo-whatsapp-verify",
        "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
        "WHATSAPP_TEMPLATE": "please_reply",
        "TWILIO_URL": f"{council}/twilio",
        "TWILIO_ACCOUNT_SID": "AC00000000000000000000000000000001",
        "TWILIO_AUTH_TOKEN": "demo-twilio",
        "TWILIO_FROM": "+447700900877",
        "SMS_PROVIDER": "notify",
        "NOTIFY_URL": f"{council}/notify",
        "NOTIFY_API_KEY": NOTIFY_KEY,
        "NOTIFY_CALLBACK_TOKEN": "demo-notify-callbacks",
        "NOTIFY_SMS_TEMPLATE_ID": "f33517ff-2a88-4f6e-b855-c550268ce08a",
        "NOTIFY_EMAIL_TEMPLATE_ID": "8b1c9a52-6d1f-4b0a-9f39-4c3f7d5f2a10",
    }


def anchored(environment: dict[str, str]) -> dict[str, str]:
    """Ties a set clock to this moment, so that a process started later does not go back in time."""
    clock = environment.get("DOORSTEP_CLOCK", "")
    if clock and "@" not in clock:
        return {**environment, "DOORSTEP_CLOCK": f"{clock}@{time.time():.3f}"}
    return environment


def programs(environment: Mapping[str, str], with_standins: bool = True) -> list[Program]:
    """What to start; a part that runs elsewhere, by its address, is not started."""
    rasa, actions = urlsplit(environment["RASA_URL"]), urlsplit(environment["ACTIONS_URL"])
    standins, web = environment["DOORSTEP_STANDINS_PORT"], environment["DOORSTEP_WEB_PORT"]
    token = environment["RASA_TOKEN"]
    found = []
    if with_standins:
        found.append(
            Program(
                "standins",
                (APP, "-m", "integrations.standins", "--port", standins),
                int(standins),
                "DOORSTEP_STANDINS_PORT",
                "/health",
            )
        )
    if actions.hostname in HERE:
        port = actions.port or 80
        found.append(Program("actions", (APP, "-m", "actions"), port, "ACTIONS_URL", "/health"))
    if rasa.hostname in HERE:
        run = (ENGINE, "-m", "bot.engine", "run")
        path, port = f"/status?token={token}", rasa.port or 80
        found.append(Program("engine", run, port, "RASA_URL", path, ENGINE_ENVIRONMENT))
    bot = (APP, "-m", "bot")
    found.append(Program("web", bot, int(web), "DOORSTEP_WEB_PORT", "/health/ready"))
    return found


def needs_standins(given: Mapping[str, str]) -> bool:
    """Whether any council system is left to the stand-ins."""
    return not all(given.get(name) for name in COUNCIL)


def environment() -> dict[str, str]:
    """What this process was started with."""
    return dict(os.environ)
