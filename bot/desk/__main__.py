"""The desk from the command line. ``python -m bot.desk add`` and ``... demo`` make accounts, and
``... lessons`` writes the messages that staff put right into a file of training data for review.

`add` asks for the password, or reads it from the first line of its input. `demo` makes the accounts
that `make run` prints, each time with a new password; it refuses a council's own settings.
"""

import argparse
import getpass
import sys
from pathlib import Path

from bot.desk import accounts, lessons, passwords
from bot.desk.accounts import CannotBeMade
from bot.desk.roles import ROLES
from integrations.clock import Clock
from integrations.errors import Unavailable
from integrations.settings import Settings, SettingsError
from integrations.store.session import Store
from integrations.store.staff import NewStaff

DEMO = {
    "sam": ("Sam", "agent"),
    "alex": ("Alex", "agent"),
    "priya": ("Priya", "supervisor"),
    "dana": ("Dana", "data_protection"),
    "ade": ("Ade", "admin"),
}


def main() -> int:
    """The command line."""
    given = arguments()
    try:
        settings = Settings.from_environment()
        store = Store(settings.database_url)
        store.migrate()
        say = {
            "add": lambda: [add(store, given)],
            "demo": lambda: demo(store, settings),
            "lessons": lambda: [learn(store, settings, given.to)],
        }[given.command]()
    except (SettingsError, CannotBeMade) as fault:
        return refused(str(fault))
    except Unavailable as fault:
        return refused(f"The database cannot be used ({fault.detail}).")
    print("\n".join(say))
    return 0


def refused(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.desk", description="Accounts of the desk.")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("add", help="make an account")
    new.add_argument("username")
    new.add_argument("--name", required=True, help="as residents and colleagues read it")
    new.add_argument("--role", required=True, choices=sorted(ROLES))
    new.add_argument(
        "--team", action="append", default=[], help="whose queue; none is every team's"
    )
    commands.add_parser("demo", help="make the accounts of a demo")
    lesson = commands.add_parser("lessons", help="write what staff put right, for review")
    lesson.add_argument("to", type=Path, help="a file that is not there yet")
    return parser.parse_args()


def add(store: Store, given: argparse.Namespace) -> str:
    prompted = sys.stdin.isatty()
    password = getpass.getpass() if prompted else sys.stdin.readline().rstrip("\n")
    new = NewStaff(
        username=given.username, name=given.name, role=given.role, teams=tuple(given.team)
    )
    accounts.make(store, new, password, accounts.at(Clock()))
    return f"{given.username} can sign in now, as {given.role}."


def learn(store: Store, settings: Settings, to: Path) -> str:
    """Somebody reads the file and moves its lines into data/<topic>/nlu/: nothing else learns."""
    if to.exists():
        raise CannotBeMade(f"{to} is there already.")
    text, many = lessons.file_for_review(store, accounts.at(Clock(settings.clock)))
    to.write_text(text, encoding="utf-8")
    return f"{many} messages are in {to}. Read them before any goes into data/."


def demo(store: Store, settings: Settings) -> list[str]:
    if settings.production:
        raise CannotBeMade("There are no demo accounts beside a council's own keys or over https.")
    password = passwords.new()
    for username, (name, role) in DEMO.items():
        new = NewStaff(username=username, name=name, role=role, demo=True)
        accounts.make_again(store, new, password, accounts.at(Clock(settings.clock)))
    by_role = ", ".join(f"{username} ({role})" for username, (_, role) in DEMO.items())
    return [f"Desk       {settings.public_url.rstrip('/')}/desk  sign in as: {by_role}",
            f"           with the password {password}"]  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
