"""The engine's HTTP server: our own channel, and the few calls of Rasa's API that only read."""

import re
import socket
from pathlib import Path
from typing import Any

import rasa.server
from rasa.core.agent import Agent
from rasa.core.channels import channel
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.utils.io import read_config_file
from rasa.utils.endpoints import EndpointConfig
from sanic import HTTPResponse, Request, Sanic, json

from bot.engine.channel import TurnInput, authorised
from bot.engine.patches import too_many_actions
from bot.engine.tracker_store import TurnStore

CHANNEL = "bot.engine.channel.TurnInput"
STORE = "bot.engine.tracker_store.TurnStore"
LARGEST_BODY = 16 * 1024
OPEN = re.compile(
    r"GET /(version|status|domain)?|GET /conversations/[^/]+/(tracker|story)|POST /model/parse"
    r"|(GET|POST) /webhooks/doorstep/\w+"
)
NEEDS_NO_TOKEN = ("/", "/version")


class NotRunnable(Exception):
    """The engine cannot start; the words say why."""


def load(model: Path, endpoints: Path) -> Agent:
    """The model, its tracker store and its action server, ready to take turns."""
    found = AvailableEndpoints.read_endpoints(str(endpoints))
    agent = Agent(
        tracker_store=tracker_store(found.tracker_store),
        lock_store=InMemoryLockStore(),
        action_endpoint=found.action,
    )
    try:
        agent.load_model(str(model))
    except Exception as error:
        raise NotRunnable(f"The model {model} cannot be read. Train it again.") from error
    agent.processor.on_circuit_break = too_many_actions
    return agent


def tracker_store(named: EndpointConfig | None) -> TurnStore:
    """The store endpoints.yml names, if it is one that keeps what it is given."""
    if named is None or named.type != STORE:
        raise NotRunnable(f"endpoints.yml must name the tracker store {STORE}.")
    return TurnStore(host=named.url)


def create_app(agent: Agent, credentials: Path, token: str) -> Sanic:
    """The server, open only where ``OPEN`` says and only to who has the token."""
    app = rasa.server.create_app(agent, auth_token=None)
    app.config.REQUEST_MAX_SIZE = LARGEST_BODY
    app.configure_logging = False

    @app.on_request
    async def admit(request: Request) -> HTTPResponse | None:
        if not OPEN.fullmatch(f"{request.method} {request.path}"):
            return json({"error": "not_found"}, 404)
        if request.path in NEEDS_NO_TOKEN or authorised(request, token):
            return None
        return json({"error": "unauthorised"}, 401)

    @app.before_server_start
    async def warm(_: Sanic) -> None:
        await agent.parse_message("hello")  # the first resident need not wait for what loads late

    channel.register([our_channel(credentials)], app, route="/webhooks/")
    return app


def our_channel(credentials: Path) -> TurnInput:
    """The one channel there may be."""
    named = read_config_file(credentials)
    if list(named) != [CHANNEL]:
        raise NotRunnable(f"credentials.yml must name one channel: {CHANNEL}.")
    return TurnInput.from_credentials(named[CHANNEL])


def listen(port: int) -> socket.socket:
    """A loopback socket on that port, taken before anything slow is done."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
    except OSError as error:
        raise NotRunnable(
            f"Port {port} is in use: stop what uses it, or change RASA_URL"
        ) from error
    return door


def serve(app: Sanic, door: socket.socket) -> Any:
    """Runs until told to stop, in this process and no other."""
    app.run(sock=door, single_process=True, access_log=False, motd=False)
