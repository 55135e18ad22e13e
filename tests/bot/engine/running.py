"""Starts a real engine for the tests, in its own environment and its own process."""

import os
import shutil
import socket
import subprocess
import time
import uuid
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parents[3]
PYTHON = os.environ.get("DOORSTEP_ENGINE_PYTHON") or str(ROOT / ".venv/engine/bin/python")
FIXTURE = Path(__file__).with_name("fixture_bot")
TOKEN = "test-rasa"
READY_WITHIN = 60.0


def command(
    *words: str, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Runs `python -m bot.engine` to its end."""
    return subprocess.run(
        [PYTHON, "-m", "bot.engine", *words],
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=120,
    )


def fixture_bot(folder: Path) -> Path:
    """A copy of the fixture bot, trained."""
    root = folder / "bot"
    shutil.copytree(FIXTURE, root)
    done = command("train", "--root", str(root))
    assert done.returncode == 0, done.stderr
    return root


def free_port() -> int:
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Engine:
    """A running engine, and what the road would say to it."""

    def __init__(self, bot: Path, actions_url: str, database: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.bot = bot
        self.environment = {
            "RASA_URL": self.url,
            "RASA_TOKEN": TOKEN,
            "ACTIONS_URL": actions_url,
            "ACTIONS_TOKEN": "test-actions",
            "TRACKER_DATABASE_URL": database,
        }
        self.process: subprocess.Popen[str] | None = None
        self.headers = {"Authorization": f"Bearer {TOKEN}"}

    def start(self) -> float:
        """Starts it and waits until it answers; the seconds that took."""
        began = time.monotonic()
        self.process = subprocess.Popen(
            [PYTHON, "-m", "bot.engine", "run", "--root", str(self.bot)],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        while time.monotonic() - began < READY_WITHIN:
            if self.process.poll() is not None:
                raise AssertionError(self.process.communicate()[1])
            try:
                requests.get(self.url, timeout=1)
            except requests.ConnectionError:
                time.sleep(0.05)
            else:
                return time.monotonic() - began
        raise AssertionError("the engine did not start")

    def stop(self) -> str:
        """Ends it; what it wrote to its log."""
        assert self.process
        self.process.terminate()
        return self.process.communicate(timeout=20)[1]

    def kill(self) -> None:
        """Ends it as a power cut would."""
        assert self.process
        self.process.kill()
        self.process.communicate(timeout=20)

    def post(self, body: Any, **kwargs: Any) -> requests.Response:
        """One request to the turns endpoint."""
        kwargs.setdefault("headers", self.headers)
        return requests.post(f"{self.url}/webhooks/doorstep/turns", json=body, timeout=20, **kwargs)

    def parse(self, text: str) -> dict[str, Any]:
        """What the model makes of a text."""
        reply = requests.post(
            f"{self.url}/model/parse", json={"text": text}, headers=self.headers, timeout=20
        )
        found: dict[str, Any] = reply.json()
        return found

    def tracker(self, conversation: str) -> dict[str, Any]:
        """The tracker of a conversation."""
        reply = requests.get(
            f"{self.url}/conversations/{conversation}/tracker?include_events=ALL",
            headers=self.headers,
            timeout=20,
        )
        found: dict[str, Any] = reply.json()
        return found


class Talk:
    """One conversation with the engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.id = uuid.uuid4().hex
        self.turns = 0

    def send(self, turn: str | None = None, **said: Any) -> requests.Response:
        """One turn, as the road sends it."""
        self.turns += 1
        body = {"conversation": self.id, "turn": turn or f"t{self.turns}", "channel": "web"}
        return self.engine.post(body | {"messages": [self.turns]} | said)

    def say(self, text: str) -> list[str]:
        """What the assistant says to a text."""
        return self._texts(self.send(text=text))

    def choose(self, payload: str) -> list[str]:
        """What the assistant says to a choice."""
        return self._texts(self.send(payload=payload))

    def _texts(self, reply: requests.Response) -> list[str]:
        assert reply.status_code == 200, reply.text
        return [one.get("text", "") for one in reply.json()["replies"]]
