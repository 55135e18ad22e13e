"""The action server: ``python -m actions``. One process on loopback, answering only to our engine.

Speaks Rasa's action server protocol. rasa-sdk's own server echoes the whole conversation when an
action fails, asks for no token and starts several processes; this one does none of that.
"""

import hmac
import logging
import sys
from typing import Any
from urllib.parse import urlsplit

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    ActionExecutionRejection,
    ActionMissingDomainException,
    ActionNotFoundException,
)
from sanic import HTTPResponse, Request, Sanic, json

from actions.topics import load_topics
from integrations.settings import Settings, SettingsError
from integrations.wiring import services

log = logging.getLogger("actions")


def create_app(token: str) -> Sanic[Any, Any]:
    """The server, with every action under ``actions/`` registered.

    Args:
        token: what the engine must send, as a bearer token or as ``?token=``.
    """
    app = Sanic("actions", configure_logging=False)
    app.config.REQUEST_MAX_SIZE = 5_000_000
    executor = ActionExecutor()
    executor.register_package("actions")

    @app.on_request
    async def authorise(request: Request) -> HTTPResponse | None:
        if request.path == "/health":
            return None
        given = request.token or request.args.get("token") or ""
        if hmac.compare_digest(given.encode(), token.encode()):
            return None
        return json({"error": "not authorised", "action_name": ""}, 401)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        return await perform(executor, request.json)

    @app.exception(Exception)
    async def failed(request: Request, error: Exception) -> HTTPResponse:
        log.error("action failed: %s", type(error).__name__, exc_info=error)
        return json({"error": type(error).__name__, "action_name": ""}, 500)

    return app


async def perform(executor: ActionExecutor, call: Any) -> HTTPResponse:
    """Runs the action a call names, and answers as Rasa's protocol has it."""
    if not isinstance(call, dict):
        return json({"error": "the body is not an action call", "action_name": ""}, 400)
    name = str(call.get("next_action"))
    try:
        result = await executor.run(call)
    except ActionExecutionRejection as rejection:
        return json({"error": rejection.message, "action_name": rejection.action_name}, 400)
    except (ActionNotFoundException, ActionMissingDomainException):
        return json({"error": "no such action", "action_name": name}, 404)
    return json(result.model_dump() if result else {"events": [], "responses": []})


def main() -> int:
    """Runs the server until it is told to stop."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    try:
        settings = Settings.from_environment()
        services()
        load_topics()
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    address = urlsplit(settings.actions_url)
    app = create_app(settings.actions_token)
    app.run("127.0.0.1", address.port or 5055, single_process=True, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
