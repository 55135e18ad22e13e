"""The stand-ins as tests start them: the real process, on a free port, with its own clock."""

import os
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

ROOT = Path(__file__).parents[1]
PATIENCE = 20.0


class Switches:
    """What can be done to stand-ins that run at `base`, whoever started them."""

    def __init__(self, base: str) -> None:
        self.base = base

    def url(self, system: str) -> str:
        """What the system's own `..._URL` setting would be."""
        return f"{self.base}/{system}"

    def ask(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = requests.request(method, f"{self.base}{path}", json=body, timeout=5)
        return answer.status_code, answer.json()

    def reset(self) -> None:
        for system in requests.get(self.base, timeout=5).json()["stand-ins"]:
            requests.delete(self._admin(system), timeout=5).raise_for_status()

    def load(self, system: str, world: dict[str, Any]) -> None:
        answer = requests.put(self._admin(system, "seed"), json=world, timeout=5)
        assert answer.ok, answer.text

    def misbehave(self, system: str, **fault: Any) -> None:
        answer = requests.put(self._admin(system, "faults"), json=fault, timeout=5)
        assert answer.ok, answer.text

    def behave(self, system: str) -> None:
        requests.delete(self._admin(system, "faults"), timeout=5).raise_for_status()

    def received(self, system: str) -> list[dict[str, Any]]:
        return list(requests.get(self._admin(system, "received"), timeout=5).json())

    def _admin(self, system: str, what: str = "") -> str:
        return f"{self.base}/_standin/{system}/{what}".rstrip("/")


class StandIns(Switches):
    """`with StandIns() as standins:` for a process of one's own; the fixture shares one."""

    def __init__(self, clock: str | None = None, port: int = 0, **given: str) -> None:
        kept = {name: text for name, text in os.environ.items() if name != "DOORSTEP_CLOCK"}
        environ = {**kept, **given}
        if clock:
            environ["DOORSTEP_CLOCK"] = clock
        self.process = subprocess.Popen(
            [sys.executable, "-m", "integrations.standins", "--port", str(port)],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        first_line = self.process.stdout.readline()
        if "http" not in first_line:
            self.stop()
            raise RuntimeError("the stand-ins did not start")
        super().__init__(first_line[first_line.index("http") :].strip())
        self._wait_until_they_answer()

    def __enter__(self) -> "StandIns":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> int:
        self.process.terminate()
        try:
            status = self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            status = self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        return status

    def _wait_until_they_answer(self) -> None:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                requests.get(f"{self.base}/health", timeout=1).raise_for_status()
                return
            except requests.RequestException:
                time.sleep(0.05)
        self.stop()
        raise RuntimeError("the stand-ins do not answer")
