"""The whole product as residents meet it: four real processes, a database, and a person who writes.

Each process is in a group of its own and can be killed as a power cut would; a `Resident` speaks
only the public HTTP interface of design.md.
"""

import json
import os
import socket
import time
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import requests
from sqlalchemy import delete, update

from deploy import demo
from deploy.processes import Process
from integrations.store.follow_models import Subscription, Update
from integrations.store.models import Outbox, Request
from integrations.store.session import Store
from tests.standins import Switches

CLOCK = "2026-01-05T09:00:00Z"  # a Monday morning
STARTED_IN = 60.0
ANSWERED_IN = 20.0
LONG_AGO = 90 * 86400.0
Message = dict[str, Any]
Found = TypeVar("Found")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(found: Callable[[], Found], what: str, seconds: float = ANSWERED_IN) -> Found:
    """Waits for something to become true, and returns it."""
    end = time.monotonic() + seconds
    while not (value := found()):
        assert time.monotonic() < end, f"waited {seconds:.0f} s for {what}"
        time.sleep(0.05)
    return value


class Council(Switches):
    """The council's systems, by their switches and by what they were sent."""

    def requests(self) -> list[dict[str, Any]]:
        """Every request the council has, as its own Open311 list shows them."""
        return list(self.ask("GET", "/open311/requests.json")[1])

    def seed(self, system: str) -> dict[str, Any]:
        """The world a system plays now."""
        return dict(self.ask("GET", f"/_standin/{system}/seed")[1])

    def move_to(self, world: Path) -> None:
        """Another world: one JSON file for each system that differs."""
        for path in sorted(world.glob("*.json")):
            self.load(path.stem, json.loads(path.read_text(encoding="utf-8")))


class Resident:
    """Someone at the web chat, in a browser of their own."""

    def __init__(self, web: str) -> None:
        self.web = web
        self.browser = requests.Session()
        opened = self.call("POST", "/chat/session", {})
        assert opened.status_code == 201, opened.text
        self.conversation = str(opened.json()["conversation"])
        self.seen = max((one["seq"] for one in opened.json()["messages"]), default=0)

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        """One plain request."""
        return self.browser.request(method, self.web + path, json=body, timeout=10)

    def send(self, **content: object) -> requests.Response:
        """Posts a message and does not wait for its answer."""
        return self.call("POST", "/chat/messages", {"client_id": str(uuid.uuid4()), **content})

    def say(self, text: str) -> list[Message]:
        """Writes, and waits for what comes back; nothing does when a person is to answer."""
        return self._await_answer(self.send(text=text))

    def choose(self, label: str) -> list[Message]:
        """Presses one of the buttons offered last."""
        offered = next(one for one in reversed(self.messages()) if one["choices"])["choices"]
        found = [one["id"] for one in offered if one["label"].startswith(label)]
        assert found, f"{label!r} is not among {[one['label'] for one in offered]}"
        return self._await_answer(self.send(choice=found[0]))

    def _await_answer(self, sent: requests.Response) -> list[Message]:
        assert sent.status_code == 202, sent.text
        seq, began = sent.json()["seq"], time.monotonic()

        def settled() -> bool:
            update = self.update(after=seq)
            if any(one["from"] != "resident" for one in update["messages"]):
                return True
            with_a_person = update["state"]["owner"] != "assistant"
            return with_a_person and time.monotonic() - began > 1.0

        until(settled, f"an answer to message {seq}: {self.transcript()[-3:]}")
        return self.new()

    def new(self) -> list[Message]:
        """What was said to the resident since they last looked."""
        found = self.update(after=self.seen)["messages"]
        self.seen = max([self.seen, *(one["seq"] for one in found)])
        return [one for one in found if one["from"] != "resident"]

    def hears(self, text: str, seconds: float = ANSWERED_IN) -> Message:
        """Waits until something that holds this text is said to the resident."""
        return until(
            lambda: next((m for m in self.messages() if text in m["text"]), None),
            f"{text!r} in {self.transcript()[-3:]}",
            seconds,
        )

    def update(self, after: int = 0) -> dict[str, Any]:
        """State and messages, as the page asks for them."""
        answer = self.call("GET", f"/chat/messages?after={after}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def state(self) -> dict[str, Any]:
        """Who has the conversation now."""
        return dict(self.update()["state"])

    def messages(self) -> list[Message]:
        """The whole conversation."""
        return list(self.update()["messages"])

    def transcript(self) -> list[str]:
        """The whole conversation, to be read by a developer."""
        return [f"{one['from']}: {one['text']}" for one in self.messages()]


class Stack:
    """The four processes of one product."""

    def __init__(self, var: Path, **given: str) -> None:
        ports = {name: str(free_port()) for name in ("web", "engine", "actions", "standins")}
        machine = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ
        }
        asked = {
            "DOORSTEP_WEB_PORT": ports["web"],
            "DOORSTEP_STANDINS_PORT": ports["standins"],
            "RASA_URL": f"http://127.0.0.1:{ports['engine']}",
            "ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}",
            "DOORSTEP_CLOCK": CLOCK,
        }
        self.environment = demo.settings({**machine, **asked, **given}, var)
        self.processes = {
            program.name: Process(program, self.environment, var / "log")
            for program in demo.programs(self.environment)
        }
        self.web = self.environment["DOORSTEP_PUBLIC_URL"]
        self.council = Council(f"http://127.0.0.1:{ports['standins']}")

    def start_all(self) -> None:
        """Starts everything at once and waits until all of it is ready."""
        for process in self.processes.values():
            process.start()
        for name in self.processes:
            self.await_ready(name)

    def start(self, name: str, **environment: str) -> None:
        """Starts one process again; what is given here holds for this start only."""
        self.begin(name, **environment)
        self.await_ready(name)

    def begin(self, name: str, **environment: str) -> None:
        """Starts one process and does not wait until it is ready."""
        process = self.processes[name]
        process.environment = {**self.environment, **environment}
        process.start()

    def await_ready(self, name: str) -> None:
        """Waits until a process says it can do its work, as the launcher does."""
        process = self.processes[name]

        def ready() -> bool:
            assert process.exit_code() is None, f"{name} ended: {process.last_words()}"
            return process.is_ready()

        until(ready, f"{name} to be ready", STARTED_IN)

    def await_live(self, name: str = "web") -> None:
        """Waits until web takes messages, whatever else is down."""
        process = self.processes[name]
        live = replace(process, program=replace(process.program, ready_path="/health/live"))
        until(live.is_ready, f"{name} to be live", STARTED_IN)

    def kill(self, name: str) -> None:
        """SIGKILL to the whole group; returns when the port refuses."""
        self.processes[name].kill()

    def await_death(self, name: str, seconds: float = ANSWERED_IN) -> None:
        """Waits until a process has ended by itself."""
        until(lambda: self.processes[name].exit_code() is not None, f"{name} to end", seconds)

    def restore(self) -> None:
        """Everything as a test expects to find it: all running, the council's systems unspoilt,
        nothing on its way to them that an earlier test left behind, and what was asked for in
        earlier tests long ago. The council begins its numbers again, so none of them is known."""
        for name, process in self.processes.items():
            altered = process.environment != self.environment
            if altered or process.exit_code() is not None:
                process.stop()
                self.begin(name)
        for name in self.processes:
            self.await_ready(name)
        store = Store(self.environment["DOORSTEP_DATABASE_URL"])
        with store.begin() as tx:
            tx.execute(update(Outbox).values(step="done"))
            long_ago = {"created_at": Request.created_at - LONG_AGO, "council_reference": None}
            tx.execute(update(Request).values(long_ago))
            tx.execute(delete(Update))
            tx.execute(delete(Subscription))
        store.close()
        self.council.reset()

    def stop(self) -> None:
        """Ends everything."""
        for process in reversed(self.processes.values()):
            process.stop()

    def resident(self) -> Resident:
        """Someone who opens a chat."""
        return Resident(self.web)

    def queue(self) -> list[dict[str, Any]]:
        """Who waits for a person, as the desk is told."""
        token = {"Authorization": f"Bearer {self.environment['DOORSTEP_SECRET']}"}
        answer = requests.get(f"{self.web}/desk/api/queue", headers=token, timeout=10)
        assert answer.status_code == 200, answer.text
        return list(answer.json())

    def queued(self, resident: Resident) -> dict[str, Any] | None:
        """This resident's place in the queue."""
        found = [one for one in self.queue() if one["conversation"] == resident.conversation]
        return found[0] if found else None

    def engine(self, path: str, body: object = None) -> Any:
        """Asks the engine's own API, with its token."""
        url = f"{self.environment['RASA_URL']}{path}?token={self.environment['RASA_TOKEN']}"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        with urllib.request.urlopen(
            urllib.request.Request(url, data, headers), timeout=10
        ) as answer:
            return json.load(answer)

    def turns(self, resident: Resident) -> list[dict[str, Any]]:
        """The resident's messages that the engine has in its tracker, oldest first."""
        events = self.engine(f"/conversations/{resident.conversation}.1/tracker")["events"]
        return [one for one in events if one["event"] == "user"]
