"""The web process with a real database and the real road; the engine and the council are ours."""

import json
import re
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import requests
from sanic import Sanic

from bot.app import create_app
from bot.conversation.parts import Sender
from integrations.clock import Clock
from integrations.store.session import Store
from tests.bot.serving import serving
from tests.road import PROVIDERS, Road

DESK_TOKEN = "test-desk"
SECONDS = 20


class Web:
    """One running web process, and what its engine answers."""

    def __init__(self, address: str, road: Road, app: Sanic) -> None:
        self.address, self.road, self.engine, self.store = address, road, road.engine, road.store
        self.routes = {
            (method, re.sub(r"<(\w+):[^>]*>", r"{\1}", f"/{route.path}"))
            for route in app.router.routes
            for method in route.methods
        }

    def get(self, path: str, **more: Any) -> requests.Response:
        return requests.get(self.address + path, timeout=SECONDS, **more)

    def post(self, path: str, **more: Any) -> requests.Response:
        return requests.post(self.address + path, timeout=SECONDS, **more)

    def browser(self) -> "Browser":
        return Browser(self.address)


@contextmanager
def web_on(
    store: Store,
    checks: Mapping[str, Callable[[], bool]] | None = None,
    senders: Mapping[str, Sender] | None = None,
    **settings: object,
) -> Iterator[Web]:
    given = {
        "crash_at": "",
        "production": False,
        "public_url": "http://127.0.0.1",
        "allowed_origins": (),
        "desk_token": DESK_TOKEN,
        **PROVIDERS,
        "secret": "test-secret",
        "whatsapp_template": "",
        **settings,
    }
    parts = {"senders": senders or {}, "clock": Clock(), "now": time.time}
    road = Road(store, settings=SimpleNamespace(**given), **parts)
    apps: list[Sanic] = []

    def create() -> Sanic:
        apps.append(create_app(road.parts, checks))
        return apps[0]

    with serving(create) as address:
        yield Web(address, road, apps[0])


class Browser(requests.Session):
    """Keeps its cookie, as a browser does, and follows no redirect that a test wants to see."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        given = {"timeout": SECONDS, "allow_redirects": False, **more}
        return self.request(method, self.address + path, **given)

    def opens(self) -> dict[str, Any]:
        answer = self.call("POST", "/chat/session")
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def sends(self, **content: object) -> requests.Response:
        body = {"client_id": uuid.uuid4().hex, **content}
        # Python's own JSON, because it can write what a resident's broken keyboard sends.
        return self.call("POST", "/chat/messages", data=json.dumps(body))

    def update(self, after: int = 0) -> dict[str, Any]:
        answer = self.call("GET", f"/chat/messages?after={after}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def messages(self) -> list[dict[str, Any]]:
        return list(self.update()["messages"])

    def waits_for(self, text: str) -> dict[str, Any]:
        """The message that holds a text, once it is there."""
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            for message in self.messages():
                if text in message["text"]:
                    return message
            time.sleep(0.02)
        raise AssertionError(f"{text!r} is not in {self.messages()}")

    def submits(self, **fields: str) -> requests.Response:
        """A form of the page, as a browser without JavaScript sends it."""
        return self.call(
            "POST", "/chat", data=fields, headers={"Accept": "text/html", "Origin": self.address}
        )

    def page(self, path: str = "/chat") -> str:
        answer = self.call("GET", path, headers={"Accept": "text/html"})
        assert answer.status_code == 200, answer.text
        return answer.text

    @property
    def secret(self) -> str | None:
        return self.cookies.get("doorstep_chat")


class Stream:
    """Reads server-sent events one at a time."""

    def __init__(
        self, browser: Browser, after: int | None = None, path: str = "/chat/events"
    ) -> None:
        headers = {"Last-Event-ID": str(after)} if after is not None else {}
        self.answer = browser.call("GET", path, headers=headers, stream=True)
        self._lines = self.answer.iter_lines(chunk_size=1, decode_unicode=True)

    def events(self) -> Iterator[dict[str, Any]]:
        found: dict[str, Any] = {}
        for line in self._lines:
            if not line and "data" in found:
                yield {**found, "data": json.loads(found["data"]), "id": int(found["id"])}
            if not line:
                found = {}
            elif not line.startswith(":"):
                name, _, value = line.partition(": ")
                found[name] = value

    def until(self, event: str, **data: object) -> dict[str, Any]:
        for one in self.events():
            if one["event"] == event and data.items() <= one["data"].items():
                return one
        raise AssertionError(f"the stream ended without {event} {data}")

    def close(self) -> None:
        self.answer.close()
