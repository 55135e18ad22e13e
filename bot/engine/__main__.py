"""Trains, runs or talks to the engine: `python -m bot.engine train | fit-requests | run | shell`.

The settings it reads are design.md's: RASA_URL (its port), RASA_TOKEN, ACTIONS_URL, ACTIONS_TOKEN
and TRACKER_DATABASE_URL. It cannot read them through integrations: that is another environment's.
"""

import argparse
import asyncio
import logging
import os
import sys
import uuid
import warnings
from pathlib import Path
from urllib.parse import urlsplit

NEEDED = ("RASA_TOKEN", "ACTIONS_URL", "ACTIONS_TOKEN", "TRACKER_DATABASE_URL")
# Two threads that wait for each other by spinning cost more than they bring.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def train(root: Path) -> None:
    """Trains if the data changed since the last time."""
    from bot.engine import logs, model
    from bot.engine.nlu import danger_training

    logs.configure(logging.StreamHandler(sys.stderr))
    if model.current(root).is_file():
        say("The model is up to date.")
    else:
        say(f"Trained {model.train(root)}")
    if danger_training.train(root, model.current(root).stem):
        say(f"Trained {danger_training.FILE}")


def fit_requests(root: Path) -> None:
    """Chooses again when a message is two requests."""
    from bot.engine.nlu import splitter_training

    say(f"Wrote {splitter_training.write(root)}")


def run(root: Path, port: int) -> None:
    """Serves the model of the data at hand."""
    from bot.engine import logs, server

    logs.configure()
    door = server.listen(port)
    agent = server.load(trained(root), root / "endpoints.yml")
    app = server.create_app(agent, root / "credentials.yml", os.environ["RASA_TOKEN"])
    logs.configure()
    server.serve(app, door)


def shell(root: Path) -> None:
    """Talks to the engine from the terminal, without the road."""
    from bot.engine import server, turn

    agent = server.load(trained(root), root / "endpoints.yml")
    conversation = f"shell-{uuid.uuid4().hex}"
    for line in iter(lambda: sys.stdin.readline(), ""):
        said = turn.Turn(conversation, uuid.uuid4().hex, "shell", line.strip(), None, ())
        asyncio.run(answer(agent.processor, said))


async def answer(processor: object, said: object) -> None:
    """Prints what the assistant says to one line."""
    from bot.engine import turn

    tracker = await processor.get_tracker(said.conversation)
    tracker = await turn.run(processor, tracker, said)
    for reply in turn.replies(tracker, said.id) or []:
        say(reply.get("text") or str(reply))
        for button in reply.get("buttons", []):
            say(f"  [{button['title']}]")


def trained(root: Path) -> Path:
    """The model of the data at hand."""
    from bot.engine import model, server

    found = model.current(root)
    if not found.is_file():
        raise server.NotRunnable("There is no model of this data. Train it: make train")
    return found


def check_environment() -> None:
    """Ends with one sentence when a setting is missing."""
    if missing := [name for name in NEEDED if not os.environ.get(name)]:
        raise SystemExit(f"These settings are missing: {', '.join(missing)}")


def say(words: str) -> None:
    """Writes a line for the person at the terminal."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Reads the command line."""
    reader = argparse.ArgumentParser(prog="bot.engine", description=__doc__.partition("\n")[0])
    reader.add_argument("command", choices=("train", "fit-requests", "run", "shell"))
    reader.add_argument("--port", type=int, help="instead of the port in RASA_URL")
    reader.add_argument("--root", type=Path, default=Path.cwd(), help="where config.yml is")
    given = reader.parse_args()
    for name in ONE_THREAD:
        os.environ[name] = "1"
    if given.command in ("run", "shell"):
        check_environment()
    warnings.simplefilter("ignore", category=DeprecationWarning)
    os.environ["SQLALCHEMY_SILENCE_UBER_WARNING"] = "1"
    os.environ["RASA_MAX_CACHE_SIZE"] = "0"
    os.environ["LOG_LEVEL"] = "ERROR"
    from bot.engine import light

    light.install()
    root = given.root.resolve()
    os.chdir(root)
    perform(given.command, root, given.port)


def perform(command: str, root: Path, port: int | None) -> None:
    """Does what the command line asks; a reason not to is one sentence and a failure."""
    from bot.engine import model, patches, server
    from bot.engine.tracker_store import TrackerRefused

    patches.apply()
    try:
        if command == "train":
            train(root)
        elif command == "fit-requests":
            fit_requests(root)
        elif command == "shell":
            shell(root)
        else:
            run(root, port or urlsplit(os.environ.get("RASA_URL", "")).port or 5005)
    except (server.NotRunnable, TrackerRefused, model.NotTrained) as reason:
        raise SystemExit(str(reason)) from reason


if __name__ == "__main__":
    main()
