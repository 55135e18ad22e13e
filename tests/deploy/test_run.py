"""`make run` itself: the whole product, started and stopped as a person at a terminal would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.processes import ROOT, listens
from tests.stack import Resident, free_port, until

# On a machine with nothing else to do it is under 10 seconds; tests share theirs.
READY_IN = 30.0


@contextmanager
def running(var: Path, ports: dict[str, int]) -> Iterator["subprocess.Popen[bytes]"]:
    """The launcher, at work until the test is done with it."""
    given = {
        "DOORSTEP_WEB_PORT": str(ports["web"]),
        "DOORSTEP_STANDINS_PORT": str(ports["standins"]),
        "RASA_URL": f"http://127.0.0.1:{ports['engine']}",
        "ACTIONS_URL": f"http://127.0.0.1:{ports['actions']}",
    }
    machine = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with (var / "terminal").open("w") as terminal:
        launcher = subprocess.Popen(
            [sys.executable, "-m", "deploy.run", "--var", str(var)],
            cwd=ROOT,
            env={**machine, **given},
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
        )
    try:
        yield launcher
    finally:
        launcher.terminate()
        launcher.wait(20)


def test_one_command_starts_the_product_and_ctrl_c_leaves_nothing(
    trained: None, tmp_path: Path
) -> None:
    ports = {name: free_port() for name in ("standins", "actions", "engine", "web")}
    with running(tmp_path, ports) as launcher:
        began = time.monotonic()
        said = (tmp_path / "terminal").read_text
        until(lambda: "Ctrl-C stops everything" in said() or launcher.poll() is not None, "it", 60)
        took = time.monotonic() - began
        assert f"Chat       http://127.0.0.1:{ports['web']}/chat" in said(), said()
        assert Resident(f"http://127.0.0.1:{ports['web']}").say("hello")
        os.killpg(launcher.pid, signal.SIGINT)
        assert launcher.wait(20) == 0, said()
    assert [name for name, port in ports.items() if listens(port)] == []
    assert took < READY_IN, f"ready after {took:.1f} s"
