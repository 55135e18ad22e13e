"""Processes that do one thing on the road and may be killed in the middle of it.

This one has everything imported and does nothing itself: for each line on its standard input it
forks a child that does what the line says, or waits for one. Starting Python anew takes seconds.
"""

import argparse
import asyncio
import json
import os
import sys
import time
import traceback
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from road import PROVIDERS, Road, Time, says  # noqa: E402 -- the path comes first

from bot import workers  # noqa: E402
from bot.conversation import referring, submit, turn  # noqa: E402
from bot.conversation.receive import Inbound, receive  # noqa: E402
from integrations.client import ApiClient, Budget  # noqa: E402
from integrations.errors import Unavailable  # noqa: E402
from integrations.notify.client import Notify  # noqa: E402
from integrations.open311.client import Open311, refusal  # noqa: E402
from integrations.store import requests  # noqa: E402
from integrations.store.requests import NewRequest  # noqa: E402
from integrations.store.session import Store  # noqa: E402


class SavingEngine:
    """An engine whose tracker outlives this process. Each turn it runs fills the next slot with the
    resident's words; `forgetful`, it runs a turn it has saved again, as stock Rasa does."""

    def __init__(self, tracker, forgetful):
        self.tracker = Path(tracker)
        self.forgetful = forgetful

    def turn(self, turn):
        saved = self.read()
        if self.forgetful or turn.turn not in saved["turns"]:
            saved["slots"].append(turn.text)
            saved["turns"].append(turn.turn)
            fresh = self.tracker.with_suffix(".new")
            fresh.write_text(json.dumps(saved), encoding="utf-8")
            fresh.replace(self.tracker)
        return says(f"I have noted {saved['slots'][-1]}.", slots={"slots": saved["slots"]})

    def read(self):
        if self.tracker.exists():
            return json.loads(self.tracker.read_text(encoding="utf-8"))
        return {"turns": [], "slots": []}


class ReportingEngine:
    """Logs a request in every turn, as the report action does, and then sometimes fails."""

    def __init__(self, store):
        self.store = store
        self.failures = 0

    def turn(self, turn):
        new = NewRequest(
            conversation_id=turn.conversation,
            task=f"{turn.turn}.1",
            kind="fly_tipping",
            service_code="FLYTIP",
            place={"lat": 53.41, "long": -2.16, "line": "Heaton Lane"},
            description=turn.text,
        )
        with self.store.begin() as tx:
            logged = requests.log(tx, new)
        self.failures += 1
        if self.failures % 4 == 0:
            raise Unavailable("assistant", "too slow", sent=True)
        return says(f"Your reference is {logged.reference}.")


class Fast(Time):
    """Time that runs faster than it does, so that leases and waits end while a test looks on."""

    def __init__(self, speed, began):
        self.speed, self.began = speed, began
        self.start = began

    def __call__(self):
        return self.began + (time.time() - self.began) * self.speed

    @property
    def seconds(self):
        return self()


class LosesReplies:
    """Every other request is taken, and nobody tells us."""

    def __init__(self, council):
        self.council = council
        self.taken = 0

    def __getattr__(self, name):
        return getattr(self.council, name)

    def submit(self, new):
        submitted = self.council.submit(new)
        self.taken += 1
        if self.taken % 2:
            raise Unavailable("open311", "too slow", sent=True)
        return submitted


class BlindCouncil:
    """A worker that would not look before it sends again."""

    def __init__(self, council):
        self.council = council

    def __getattr__(self, name):
        return getattr(self.council, name)

    def find_by_reference(self, *_):
        return None


class BlindPost:
    """A worker that would not look for an e-mail before it sends it again."""

    def __init__(self, notify):
        self.email = notify.email

    def find(self, _):
        return None


def main():
    for line in sys.stdin:
        what, _, rest = line.strip().partition(" ")
        if what == "start":
            answer = os.fork() or do(json.loads(rest))
        else:
            answer = os.waitstatus_to_exitcode(os.waitpid(int(rest), 0)[1])
        os.write(1, f"{answer}\n".encode())


def do(words):
    try:
        one_thing(words)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def one_thing(words):
    given = arguments(words)
    store = Store(given.database)
    parts = {}
    if given.now:
        parts["now"] = lambda: given.now
    if given.open311:
        council = connect(given.open311)
        parts["open311"] = BlindCouncil(council) if given.guard_off else council
    if given.notify:
        notify = Notify(given.notify, given.key, "", given.template)
        parts["email"] = BlindPost(notify) if given.guard_off else notify
    if given.tracker:
        parts["assistant"] = SavingEngine(given.tracker, forgetful=given.guard_off)
    {"turn": do_turns, "submit": do_submissions, "receive": do_receive, "serve": serve,
     "refer": do_referrals}[given.what](store, parts, given)  # fmt: skip


def do_turns(store, parts, given):
    road = Road(store, given.crash_at, **parts)
    for one in turn.due(road.parts):
        turn.run(road.parts, one)


def do_submissions(store, parts, given):
    road = Road(store, given.crash_at, **parts)
    while any(submit.run(road.parts, one) for one in submit.due(road.parts)):
        pass


def do_referrals(store, parts, given):
    parts["settings"] = SimpleNamespace(
        crash_at=given.crash_at, public_url="https://chat.example", secret="s", **PROVIDERS
    )
    road = Road(store, **parts)
    while any(referring.run(road.parts, one) for one in referring.due(road.parts)):
        pass


def do_receive(store, parts, given):
    road = Road(store, given.crash_at, **parts)
    message = Inbound(
        channel="web", identity=given.conversation, provider_id=given.client_id, text=given.text
    )
    receive(road.parts, message)


def serve(store, parts, given):
    """The workers, until this process is killed."""
    clock = Fast(given.speed, given.began)
    parts["open311"] = LosesReplies(parts["open311"])
    parts |= {"assistant": ReportingEngine(store), "now": clock, "started_at": clock()}
    road = Road(store, **parts)
    loop = asyncio.new_event_loop()
    workers.start(loop, road.parts)
    loop.run_forever()


def connect(url):
    return Open311(ApiClient("open311", url, Budget.WORKER, refusal=refusal), "demo-key")


def arguments(words):
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    parser.add_argument("--database", required=True)
    parser.add_argument("--crash-at", default="")
    parser.add_argument("--guard-off", action="store_true")
    parser.add_argument("--now", type=float)
    parser.add_argument("--tracker")
    parser.add_argument("--open311")
    parser.add_argument("--notify")
    parser.add_argument("--key")
    parser.add_argument("--template")
    parser.add_argument("--conversation")
    parser.add_argument("--client-id")
    parser.add_argument("--text")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--began", type=float)
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
