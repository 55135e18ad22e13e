"""Starts the processes together, keeps them going, and ends them all."""

import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from deploy.processes import GRACE, Process, Program

READY_WITHIN = 120.0
FIRST_DELAY = 1.5
LONGEST_DELAY = 30.0
SETTLED_AFTER = 60.0
LOOK_EVERY = 0.1


class LaunchFailed(Exception):
    """One sentence about why the product does not run."""


class Stopped(Exception):
    """Ctrl-C or SIGTERM."""


@dataclass
class Watched:
    """A process and what is known of its health."""

    process: Process
    started_at: float
    delay: float = FIRST_DELAY
    start_at: float | None = None
    ready: bool = False

    @property
    def name(self) -> str:
        return self.process.program.name


class Launcher:
    """The processes of one demo."""

    def __init__(
        self,
        programs: Sequence[Program],
        environment: Mapping[str, str],
        logs: Path,
        say: Callable[[str], None],
    ) -> None:
        self.watched = [Watched(Process(one, environment, logs), 0.0) for one in programs]
        self.say = say

    def check_ports(self) -> None:
        """Stops at the first address that is already taken."""
        for one in self.watched:
            program = one.process.program
            if not is_free(program.port):
                raise LaunchFailed(
                    f"Port {program.port}, wanted by {program.name}, is in use: stop what listens "
                    f"there, or set {program.setting} to another."
                )

    def start(self) -> None:
        """Starts all at once and returns when every one of them is ready."""
        until = time.monotonic() + READY_WITHIN
        for one in self.watched:
            keep_last_log(one.process.log)
            self._start(one)
        while waiting := [one for one in self.watched if not one.ready]:
            for one in waiting:
                self._await(one, until)
            time.sleep(LOOK_EVERY)

    def _await(self, one: Watched, until: float) -> None:
        if one.process.exit_code() is not None:
            raise LaunchFailed(f"{one.name} did not start: {one.process.last_words()}")
        if time.monotonic() > until:
            raise LaunchFailed(f"{one.name} is not ready; its log is {one.process.log}")
        if one.process.is_ready():
            one.ready = True
            self.say(f"  {one.name}: ready after {time.monotonic() - one.started_at:.1f} s")

    def watch(self) -> None:
        """Starts again whatever ends, for ever."""
        while True:
            for one in self.watched:
                self.look_after(one)
            time.sleep(LOOK_EVERY)

    def look_after(self, one: Watched) -> None:
        """Starts a process again some time after it ended."""
        now = time.monotonic()
        if one.start_at is not None:
            if now >= one.start_at:
                one.start_at = None
                self._start(one)
        elif (code := one.process.exit_code()) is not None:
            one.process.end()
            settled = now - one.started_at > SETTLED_AFTER
            delay = FIRST_DELAY if settled else one.delay
            one.delay = min(delay * 2, LONGEST_DELAY)
            one.start_at = now + delay
            self.say(f"{one.name} ended ({outcome(code)}); starting it again in {delay:.1f} s.")
        elif not one.ready and one.process.is_ready():
            one.ready = True
            self.say(f"{one.name} is back.")

    def _start(self, one: Watched) -> None:
        one.ready = False
        one.started_at = time.monotonic()
        one.process.start()

    def stop(self) -> None:
        """Asks all to end, and then makes sure that they and what they started are gone."""
        until = time.monotonic() + GRACE
        for one in reversed(self.watched):
            one.process.signal(signal.SIGTERM)
        for one in self.watched:
            one.process.end(max(0.1, until - time.monotonic()))


def is_free(port: int) -> bool:
    """Whether a server could listen on a port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def outcome(code: int) -> str:
    """How a process ended, in words."""
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def keep_last_log(log: Path) -> None:
    """A run starts with an empty log; the one before is kept beside it."""
    if log.exists():
        log.replace(log.with_suffix(".log.1"))


def stop_on_signals() -> None:
    """Turns Ctrl-C and SIGTERM into an exception, once; a second one changes nothing."""

    def stop(number: int, frame: FrameType | None) -> None:
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(one, signal.SIG_IGN)
        raise Stopped

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, stop)
