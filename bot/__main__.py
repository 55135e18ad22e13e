"""The web process: ``python -m bot``. One process on loopback; any number may share a database.

Brings the tables up to date, serves, and works until it is told to stop (SIGTERM or Ctrl-C).
"""

import gc
import logging
import socket
import sys
from pathlib import Path

from actions.emergencies import numbers
from bot.app import Check, create_app
from bot.channels import connected
from bot.conversation import rehearsal, spending
from bot.conversation.hearing import Ear
from bot.conversation.parts import from_services
from integrations.errors import IntegrationError, Unavailable
from integrations.settings import Settings, SettingsError
from integrations.wiring import Services, open_actions, wire_worker

HOST = "127.0.0.1"
SWITCH_SECONDS = 0.0005
"""Each statement lets go of the interpreter. At Python's own 5 ms a message that is being stored
would wait that long for it again, at each of some twenty statements, with the database locked."""
ROOT = Path(__file__).parents[1]
DEAF = "danger is looked for by the plain rules alone: the trained ear cannot be loaded"


def main() -> int:
    sys.setswitchinterval(SWITCH_SECONDS)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    try:
        settings = Settings.from_environment()
        services = wire_worker(settings)
        line = listen(settings.web_port)
        services.store.migrate()
    except (SettingsError, PortTaken) as fault:
        return say(str(fault))
    except Unavailable as fault:
        return say(f"The database of DOORSTEP_DATABASE_URL cannot be used ({fault.detail}).")
    today = services.clock.now().date()
    if settings.live and (wrong := numbers.refusals(services.council, today)):
        return say(f"Emergency numbers that may not go live: {'; '.join(wrong)}.")
    ear = Ear(ROOT)
    ear.ready()

    parts = connected.connect(from_services(services, ear), services)
    rehearsal.rehearse(parts)
    # What is there now stays: collecting garbage in it would hold up every message for a while.
    gc.collect()
    gc.freeze()

    def warn() -> list[str]:
        today = services.clock.now().date()
        deaf = [] if ear.ready() else [DEAF]
        return [*deaf, *spending.warnings(parts), *numbers.warnings(services.council, today)]

    app = create_app(parts, checks(services), warn)
    app.run(sock=line, single_process=True, access_log=False, motd=False)
    services.store.close()
    return 0


class PortTaken(Exception):
    pass


def listen(port: int) -> socket.socket:
    try:
        return socket.create_server((HOST, port), backlog=512)
    except OSError as fault:
        said = f"Port {port} on {HOST} is not free: stop what uses it, or set DOORSTEP_WEB_PORT."
        raise PortTaken(said) from fault


def checks(services: Services) -> dict[str, Check]:
    actions = open_actions(services.settings)

    def answering() -> bool:
        try:
            actions.get("health")
        except IntegrationError:
            return False
        return True

    return {"engine": services.assistant.ready, "actions": answering}


def say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
