"""The one command that starts the whole product: ``python -m deploy.run``, or ``make run``.

Sets up what is missing, trains when data or settings changed, starts every process, and stops them
all on Ctrl-C. With the name of one process it starts only that one, for work on it.
"""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from deploy import demo
from deploy.launcher import Launcher, LaunchFailed, Stopped, stop_on_signals
from deploy.processes import ROOT, Program
from deploy.setup import TELL_EVERY, SetupFailed, set_up

NAMES = ("standins", "actions", "engine", "web")


def say(line: str) -> None:
    """One line to the person at the terminal, at once."""
    print(line, flush=True)


def train() -> None:
    """Trains the model if what it is made from changed; the engine's side decides that."""
    environment = {**demo.environment(), **demo.ENGINE_ENVIRONMENT}
    training = subprocess.Popen(demo.TRAIN, cwd=ROOT, env=environment)
    began = time.monotonic()
    try:
        while (code := await_end(training)) is None:
            say(f"  training, {time.monotonic() - began:.0f} s so far")
    except Stopped:
        training.terminate()
        training.wait()
        raise
    if code:
        raise LaunchFailed("The model was not trained: what is wrong is said above.")


def await_end(process: "subprocess.Popen[bytes]") -> int | None:
    """How a process ended; None when it still runs after a few seconds."""
    try:
        return process.wait(TELL_EVERY)
    except subprocess.TimeoutExpired:
        return None


def addresses(environment: dict[str, str], names: set[str]) -> list[str]:
    """Where to find what runs."""
    web = f"http://127.0.0.1:{environment['DOORSTEP_WEB_PORT']}"
    given = demo.environment()
    named = [name for name in ("DOORSTEP_DESK_TOKEN", "DOORSTEP_SECRET") if given.get(name)]
    token = named[0] if named else environment["DOORSTEP_SECRET"]
    lines = [
        ("web", f"Chat       {web}/chat"),
        ("web", f"Desk API   {web}/desk/api/queue  (bearer token: {token})"),
        ("standins", f"Stand-ins  http://127.0.0.1:{environment['DOORSTEP_STANDINS_PORT']}/"),
    ]
    return [line for name, line in lines if name in names]


def accounts(environment: dict[str, str], names: set[str]) -> list[str]:
    """Who may sign in at the desk of a demo; nobody, where the settings are a council's own."""
    if "web" not in names:
        return []
    made = subprocess.run(demo.ACCOUNTS, cwd=ROOT, env=environment, capture_output=True, text=True)
    return (made.stdout or made.stderr).splitlines()


def chosen(environment: dict[str, str], only: str | None) -> list[Program]:
    """Everything, or the one process that was asked for."""
    found = demo.programs(environment, demo.needs_standins(demo.environment()))
    return [one for one in found if only in (None, one.name)]


def run(var: Path, only: str | None) -> None:
    """Runs until told to stop."""
    var.mkdir(parents=True, exist_ok=True)
    environment = demo.settings(demo.environment(), var)
    launcher = Launcher(chosen(environment, only), environment, var / "log", say)
    launcher.check_ports()
    set_up()
    if only in (None, "engine"):
        train()
    say(f"Starting {', '.join(one.name for one in launcher.watched)}.")
    try:
        launcher.start()
        names = {one.name for one in launcher.watched}
        for line in [*addresses(environment, names), *accounts(environment, names)]:
            say(line)
        say(f"Logs are in {var / 'log'}. Ctrl-C stops everything.")
        launcher.watch()
    finally:
        launcher.stop()


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Starts the whole product on this machine.")
    parser.add_argument("only", nargs="?", choices=NAMES, help="start this process alone")
    parser.add_argument("--var", type=Path, default=ROOT / "var", help="where the data is kept")
    arguments = parser.parse_args()
    stop_on_signals()
    try:
        run(arguments.var.resolve(), arguments.only)
    except (SetupFailed, LaunchFailed) as fault:
        print(fault, file=sys.stderr)
        return 1
    except Stopped:
        say("Stopped.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
