"""One process of the product: started in a group of its own, and ended with all it started.

Standard library only: the launcher runs on the machine's Python, the tests on the app's.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)
GRACE = 8.0


@dataclass(frozen=True)
class Program:
    """What to run, where it will listen, and which setting says so."""

    name: str
    command: tuple[str, ...]
    port: int
    setting: str
    ready_path: str
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Process:
    """A program that runs, or ran."""

    program: Program
    environment: Mapping[str, str]
    logs: Path
    popen: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self.logs / f"{self.program.name}.log"

    def start(self) -> None:
        """Starts it in a session of its own, so that Ctrl-C reaches only us."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.program.command,
                cwd=ROOT,
                env={**self.environment, **self.program.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    def exit_code(self) -> int | None:
        """How it ended; None while it runs."""
        return self.popen.poll() if self.popen else 0

    def signal(self, number: int) -> None:
        """Sends a signal to it and to everything it started."""
        if self.popen:
            try:
                os.killpg(self.popen.pid, number)
            except ProcessLookupError:
                return

    def stop(self, patience: float = GRACE) -> None:
        """Asks it to end, waits, and then ends it and whatever it left behind."""
        self.signal(signal.SIGTERM)
        self.end(patience)

    def end(self, patience: float = 0.0) -> None:
        """Waits for it, then kills what is left of its group."""
        if self.popen:
            try:
                self.popen.wait(patience)
            except subprocess.TimeoutExpired:
                self.signal(signal.SIGKILL)
                self.popen.wait()
            self.signal(signal.SIGKILL)

    def kill(self, patience: float = 5.0) -> None:
        """Ends it as a power cut would, and waits until its port refuses."""
        self.signal(signal.SIGKILL)
        self.end(patience)
        until = time.monotonic() + patience
        while listens(self.program.port):
            if time.monotonic() > until:
                raise TimeoutError(f"{self.program.name} still answers on {self.program.port}")
            time.sleep(0.02)

    def is_ready(self) -> bool:
        """Whether it says that it can do its work."""
        address = f"http://127.0.0.1:{self.program.port}{self.program.ready_path}"
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.URLError):
            return False

    def last_words(self) -> str:
        """The last line of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return lines[-1].strip() if lines else "it said nothing"


def _die_with_parent() -> None:
    """The kernel ends it when whoever started it is killed, so that no port stays taken."""
    ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGTERM)


def listens(port: int) -> bool:
    """Whether something answers on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0
