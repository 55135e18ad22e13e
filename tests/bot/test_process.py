"""The web process as it is started: `python -m bot`."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.bot.served import Browser, Stream

SYSTEMS = (
    "OPEN311",
    "OPEN_REFERRAL",
    "ADDRESSES",
    "POSTCODES",
    "COLLECTIONS",
    "BANK_HOLIDAYS",
    "RASA",
    "ACTIONS",
)
KEYS = ("OPEN311_API_KEY", "ADDRESSES_KEY", "RASA_TOKEN", "ACTIONS_TOKEN", "DOORSTEP_SECRET")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing but what web needs, and every other part away."""
    away = f"http://127.0.0.1:{free_port()}"
    port = str(free_port())
    return {
        **{f"{system}_URL": away for system in SYSTEMS},
        **{key: f"demo-{key.lower()}" for key in KEYS},
        "PATH": os.environ["PATH"],
        "DOORSTEP_DATABASE_URL": f"sqlite:///{tmp_path / 'new' / 'doorstep.db'}",
        "DOORSTEP_WEB_PORT": port,
        "DOORSTEP_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bot"]
    return subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


@pytest.fixture
def process(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    running = start(environment)
    try:
        await_live(environment["DOORSTEP_PUBLIC_URL"])
        yield running
    finally:
        running.kill()
        running.wait()


def await_live(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if requests.get(f"{address}/health/live", timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError("the process does not answer")


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_it_makes_its_tables_serves_and_stops_when_told_to(
    process: subprocess.Popen[str], environment: dict[str, str], sign: signal.Signals
) -> None:
    browser = Browser(environment["DOORSTEP_PUBLIC_URL"])
    browser.opens()
    assert browser.sends(text="hello").status_code == 202
    stream = Stream(browser)
    assert stream.until("message", text="hello")
    process.send_signal(sign)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0, said
    assert "Traceback" not in said
    assert "Deprecat" not in said


def test_it_says_what_is_not_ready_and_takes_messages_all_the_same(
    process: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    answer = requests.get(f"{environment['DOORSTEP_PUBLIC_URL']}/health/ready", timeout=5)
    assert answer.status_code == 503
    found = answer.json()["checks"]
    assert [name for name, ok in found.items() if not ok] == ["engine", "actions"]


def test_a_port_in_use_is_one_clear_sentence(
    process: subprocess.Popen[str], environment: dict[str, str]
) -> None:
    said, code = ends(environment)
    assert code == 2
    assert said.count("\n") == 1
    assert environment["DOORSTEP_WEB_PORT"] in said
    assert "DOORSTEP_WEB_PORT" in said


def test_missing_settings_are_named_in_one_sentence(environment: dict[str, str]) -> None:
    for name in ("RASA_URL", "DOORSTEP_SECRET"):
        del environment[name]
    said, code = ends(environment)
    assert code == 2
    assert said == "These settings are missing: RASA_URL, DOORSTEP_SECRET.\n"


@pytest.mark.parametrize(
    "url", ["postgresql://nobody@127.0.0.1:1/none", "nonsense", "mysql://a@b/c"]
)
def test_a_database_that_cannot_be_used_is_one_clear_sentence(
    environment: dict[str, str], url: str
) -> None:
    said, code = ends({**environment, "DOORSTEP_DATABASE_URL": url})
    assert code == 2
    assert said.count("\n") == 1
    assert "DOORSTEP_DATABASE_URL" in said


def ends(environment: dict[str, str]) -> tuple[str, int]:
    process = start(environment)
    said, _ = process.communicate(timeout=60)
    return said, process.returncode
