"""What the person at the terminal is promised, with small processes in place of the real ones."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.processes import listens

ROOT = Path(__file__).parent.parent.parent
DUMMY_RUN = Path(__file__).with_name("dummy_run.py")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Waits for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.05)


def listener(port: int) -> int:
    """The process that serves a port, found by its command line."""
    found = subprocess.run(
        ["pgrep", "-f", f"dummy.py {port}"], capture_output=True, text=True, check=True
    )
    return int(found.stdout.split()[0])


def runs(command: str) -> bool:
    """Whether a process with this command line is there."""
    return subprocess.run(["pgrep", "-f", "-x", command], capture_output=True).returncode == 0


class Run:
    """A launcher at work."""

    def __init__(self, logs: Path, *ports: str) -> None:
        self.output = logs / "terminal"
        with self.output.open("w") as terminal:
            self.popen = subprocess.Popen(
                [sys.executable, str(DUMMY_RUN), str(logs), *ports],
                env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdout=terminal,
                stderr=terminal,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.output.read_text()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[..., Run]]:
    begun: list[Run] = []

    def start(*ports: object) -> Run:
        begun.append(Run(tmp_path, *map(str, ports)))
        return begun[-1]

    yield start
    for run in begun:
        run.popen.terminate()
        run.popen.wait(20)


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_leaves_no_process_behind(launch: Callable[..., Run], stop: int) -> None:
    ports = [free_port(), free_port()]
    run = launch(*ports)
    until(lambda: run.said().count("ready") == 2)
    os.killpg(run.popen.pid, stop)
    assert run.popen.wait(10) == 0
    assert [port for port in ports if listens(port) or runs(f"sleep 1{port}")] == []


def test_processes_end_when_the_launcher_itself_is_killed(launch: Callable[..., Run]) -> None:
    port = free_port()
    run = launch(port)
    until(lambda: listens(port))
    group = listener(port)
    run.popen.kill()
    until(lambda: not listens(port))
    os.killpg(group, signal.SIGKILL)  # the dummy's own child, which real processes do not have


def test_a_process_that_died_is_started_again_and_the_terminal_says_so(
    launch: Callable[..., Run],
) -> None:
    port = free_port()
    run = launch(port)
    until(lambda: "ready" in run.said())
    os.kill(listener(port), signal.SIGKILL)
    until(lambda: "killed by SIGKILL" in run.said())
    assert not listens(port)
    until(lambda: f"dummy-{port} is back." in run.said())
    assert listens(port)


def test_a_port_in_use_is_one_sentence_with_the_port_and_its_setting(
    launch: Callable[..., Run],
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = launch(port)
        assert run.popen.wait(10) == 1
    assert run.said().count("\n") == 1
    assert str(port) in run.said()
    assert "DUMMY_PORT" in run.said()


def test_a_process_that_cannot_start_is_told_in_its_own_words(launch: Callable[..., Run]) -> None:
    healthy, broken = free_port(), free_port()
    run = launch(healthy, f"{broken}:broken")
    assert run.popen.wait(10) == 1
    assert "These settings are missing: RASA_URL." in run.said()
    assert not listens(healthy)
