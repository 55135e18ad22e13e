"""Makes the two environments the product runs in, from hashed locks: ``python -m deploy.setup``.

Standard library only, never root. An environment is made again only when its lock changed, or when
it was left half made. ``--tests`` adds what the tests and the checks need to the app's environment.
"""

import argparse
import fcntl
import hashlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUPPORTED = ((3, 11), (3, 12))
PIP = ("-m", "pip", "--disable-pip-version-check", "install", "--no-deps", "--no-compile")
TELL_EVERY = 5.0
TORCH = "https://download.pytorch.org/whl/cpu"
OLD_PYTHON = "import sys; sys.exit(sys.version_info[:2] != (3, 10))"


class SetupFailed(Exception):
    """One sentence about what is missing or went wrong."""


@dataclass(frozen=True)
class Environment:
    """One folder under .venv and the locks it is made from; every lock is complete in itself."""

    name: str
    locks: tuple[str, ...]
    options: tuple[str, ...] = ()
    root: Path = ROOT
    interpreter: str = sys.executable

    @property
    def folder(self) -> Path:
        return self.root / ".venv" / self.name

    @property
    def log(self) -> Path:
        return self.root / "var" / "log" / f"setup-{self.name}.log"

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def marker(self) -> Path:
        """Written last, so an environment without it is half made."""
        return self.folder / "installed.json"

    def wanted(self) -> dict[str, str]:
        """What the marker of this environment must say."""
        locks = {lock: self.path_of(lock).read_bytes() for lock in self.locks}
        return {lock: hashlib.sha256(content).hexdigest() for lock, content in locks.items()}

    def path_of(self, lock: str) -> Path:
        """Where a lock stands."""
        return self.root / "requirements" / lock

    def installed(self) -> dict[str, str]:
        """What the marker says; nothing if the environment is half made or its Python is gone."""
        try:
            found: dict[str, str] = json.loads(self.marker.read_text(encoding="utf-8"))
            subprocess.run([self.python, "-c", ""], check=True, capture_output=True)
        except (OSError, ValueError, subprocess.CalledProcessError):
            return {}
        return found


def environments(tests: bool) -> tuple[Environment, Environment]:
    """The app's and the engine's."""
    app = Environment("app", ("app.lock", "test.lock") if tests else ("app.lock",))
    # Rasa says it needs Python 3.10; it runs on ours with the versions its lock names.
    return app, Environment("engine", ("engine.lock",), ("--ignore-requires-python",))


def apart(name: str) -> Environment:
    """An environment the product never runs in: to fit the encoder, or to measure stock Rasa."""
    if name == "adapt":
        return Environment(name, ("adapt.lock",), ("--extra-index-url", TORCH))
    found = [shutil.which("python3.10"), *Path.home().glob(".pyenv/versions/3.10.*/bin/python3.10")]
    python = next((str(one) for one in found if one and _is_old(str(one))), None)
    if not python:
        raise SetupFailed(
            "Stock Rasa 3.6.21 runs on Python 3.10 only, and this machine has none: install it "
            "(no root: from pyenv or uv) so that `python3.10` starts it."
        )
    return Environment(name, ("stock.lock",), interpreter=python)


def _is_old(python: str) -> bool:
    """Whether this starts Python 3.10; a version manager's shim may start nothing."""
    return subprocess.run([python, "-c", OLD_PYTHON], capture_output=True).returncode == 0


@dataclass
class Install:
    """Making one environment: a few commands, one after the other, beside the other install."""

    environment: Environment
    began: float = field(default_factory=time.monotonic)
    process: subprocess.Popen[bytes] | None = None
    steps: list[list[str]] = field(default_factory=list)

    def begin(self) -> None:
        """Works out what there is to do and starts it."""
        one = self.environment
        wanted, found = one.wanted(), one.installed()
        base = one.locks[0]
        one.marker.unlink(missing_ok=True)
        if found.get(base) != wanted[base]:
            shutil.rmtree(one.folder, ignore_errors=True)
            self.steps.append([one.interpreter, "-m", "venv", str(one.folder)])
        lock = str(one.path_of(one.locks[-1]))
        pip = [str(one.python), *PIP, *one.options, "--require-hashes", "--requirement", lock]
        self.steps.append(pip)
        one.log.parent.mkdir(parents=True, exist_ok=True)
        one.log.write_bytes(b"")
        self.advance()

    def advance(self) -> bool:
        """Starts the next command when one has ended; True once all are done."""
        if self.process and (code := self.process.poll()) is None:
            return False
        if self.process and code:
            raise SetupFailed(self.fault())
        if not self.steps:
            self.finish()
            return True
        with self.environment.log.open("ab") as log:
            self.process = subprocess.Popen(self.steps.pop(0), stdout=log, stderr=log)
        return False

    def finish(self) -> None:
        """Marks the environment as whole."""
        draft = self.environment.marker.with_suffix(".draft")
        draft.write_text(json.dumps(self.environment.wanted()), encoding="utf-8")
        draft.replace(self.environment.marker)

    def stop(self) -> None:
        """Ends what is under way."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait()

    def progress(self) -> str:
        """How far it is, in one line."""
        one = self.environment
        lines = one.log.read_text(encoding="utf-8", errors="replace")
        fetched = len(re.findall(r"^(?:Collecting|Processing|Requirement already)", lines, re.M))
        lock = one.path_of(one.locks[-1]).read_text(encoding="utf-8")
        total = len(re.findall(r"^[A-Za-z0-9].*==", lock, re.M))
        doing = "unpacking" if "Installing collected" in lines else f"{fetched} of {total} fetched"
        return f"{one.name}: {'making room' if self.steps else doing}"

    def fault(self) -> str:
        """Why it failed, by the last thing pip or venv complained of."""
        one = self.environment
        lines = one.log.read_text(encoding="utf-8", errors="replace").splitlines()
        errors = [line for line in lines if re.match(r"\s*(ERROR|error)\b", line)] or lines or [""]
        where = one.log.relative_to(one.root)
        return f"The {one.name} environment was not made: {errors[-1].strip()} ({where})"


def check_python() -> None:
    """Stops when this Python cannot make the environments."""
    if sys.version_info[:2] not in SUPPORTED:
        raise SetupFailed(f"Doorstep needs Python 3.11 or 3.12; this is {sys.version.split()[0]}.")
    missing = [name for name in ("venv", "ensurepip") if not importlib.util.find_spec(name)]
    if missing:
        raise SetupFailed(
            f"{sys.executable} has no {' and no '.join(missing)} and cannot make an environment: "
            "install them (Debian and Ubuntu: the package python3-venv) or name another Python "
            "with PYTHON=/path/to/python3.12."
        )


@contextmanager
def alone() -> Iterator[None]:
    """Holds off a second set-up in the same folder until this one is done."""
    folder = ROOT / ".venv"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work here; waiting for it.", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def is_whole(one: Environment) -> bool:
    """Whether there is nothing to do for an environment."""
    return one.wanted().items() <= one.installed().items()


def install(todo: list[Environment]) -> None:
    """Makes environments side by side, telling how far it is."""
    under_way = [Install(one) for one in todo]
    print(f"Setting up (once): {', '.join(one.name for one in todo)}.", flush=True)
    try:
        for one in under_way:
            one.begin()
        told = time.monotonic()
        while under_way:
            time.sleep(0.1)
            for one in [one for one in under_way if one.advance()]:
                under_way.remove(one)
                print(f"  {one.environment.name}: ready after {time.monotonic() - one.began:.0f} s")
            if under_way and time.monotonic() - told > TELL_EVERY:
                told = time.monotonic()
                print("  " + "; ".join(one.progress() for one in under_way), flush=True)
    finally:
        for one in under_way:
            one.stop()


def set_up(tests: bool = False) -> None:
    """Makes what is missing; quick when nothing is."""
    check_python()
    make(environments(tests))


def make(wanted: Sequence[Environment]) -> None:
    """Makes those that are not whole."""
    if all(is_whole(one) for one in wanted):
        return
    with alone():
        if todo := [one for one in wanted if not is_whole(one)]:
            install(todo)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Makes the environments the product runs in.")
    parser.add_argument("--tests", action="store_true", help="also what tests and checks need")
    parser.add_argument("--apart", choices=("adapt", "stock"), help="make only this one")
    asked = parser.parse_args()
    try:
        if asked.apart:
            check_python()
            make([apart(asked.apart)])
        else:
            set_up(asked.tests)
    except SetupFailed as fault:
        print(fault, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
