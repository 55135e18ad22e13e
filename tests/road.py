"""The road with its ends in our hands: an engine and a council that do as a test says, and a clock
that is moved, not waited for. The database and the rules of danger are the real ones."""

from collections import deque
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

from bot.conversation import alerts, phone_words, session, sweep, turn
from bot.conversation.facts import FactSpec
from bot.conversation.numbers import Numbers
from bot.conversation.parts import Parts
from bot.conversation.receive import Inbound, receive
from bot.conversation.words import load
from integrations import council as council_file
from integrations.assistant.contract import BotReply, Button, TurnResult, Understood
from integrations.errors import Unavailable
from integrations.open311.contract import Definition, Request, Submitted, Update
from integrations.store import conversations, messages, queue, requests
from integrations.store.requests import NewRequest

FACTS = (
    FactSpec("report_kind", "About", "name"),
    FactSpec("report_place", "Place", "label"),
    FactSpec("report_notes", "Details"),
)
# The secrets that providers prove themselves with.
PROVIDERS = {
    "notify_callback_token": "notify-callbacks",
    "twilio_auth_token": "12345678901234567890123456789012",
    "twilio_account_sid": "AC00000000000000000000000000000001",
    "whatsapp_app_secret": "test-app-secret",
    "whatsapp_verify_token": "test-verify-token",
    "whatsapp_phone_number_id": "100000000000001",
    "open311_updates_key": "test-updates",
    "open311_jurisdiction": None,
    "open311_media": "url",
}
DANGER = "I am going to kill myself tonight"


class Time:
    """Both clocks: they only move when told to."""

    def __init__(self):
        self.start = self.seconds = 1_767_605_400.0

    def __call__(self):
        return self.seconds

    def now(self):
        return datetime.fromtimestamp(self.seconds, UTC)

    def move(self, seconds):
        self.seconds += seconds

    def set(self, seconds):
        self.seconds = self.start + seconds


class FakeEngine:
    """As the real one: a turn it has taken is answered from memory and runs nothing again."""

    def __init__(self):
        self.asked, self.ran = [], []
        self.memory, self.faults, self.answers = {}, deque(), deque()
        self.while_thinking = None

    def turn(self, turn):
        self.asked.append(turn)
        if self.faults:
            raise self.faults.popleft()
        if turn.turn in self.memory:
            return replace(self.memory[turn.turn], again=True)
        self.ran.append(turn)
        if self.while_thinking:
            self.while_thinking()
        said = turn.payload or turn.text
        answer = self.answers.popleft() if self.answers else says(f"You said: {said}")
        self.memory[turn.turn] = answer
        return answer

    def is_down(self, times=99):
        self.faults.extend(Unavailable("assistant", "refused") for _ in range(times))

    def is_back(self):
        self.faults.clear()


class FakeCouncil:
    """Takes requests as Open311 does: it never notices that it has one already."""

    def __init__(self):
        self.received, self.faults, self.lookups = [], deque(), []
        self.lookup_faults = deque()
        self.shows_what_it_has = True
        self.answers_with = None
        self.numbers = {}
        self.wants = ()
        self.definition_faults = deque()
        self.feed, self.asked_for, self.feed_faults = [], [], deque()
        self.added, self.add_faults = [], deque()

    def definition(self, code):
        if self.definition_faults:
            raise self.definition_faults.popleft()
        return Definition(code, self.wants)

    def submit(self, new):
        fault = self.faults.popleft() if self.faults else None
        if fault is not None and not fault.sent:
            raise fault
        self.received.append(new)
        if fault is not None:
            raise fault
        return self.answers_with or Submitted(service_request_id=f"C-{len(self.received)}")

    def find_by_reference(self, reference, service_code, since):
        self.lookups.append((reference, service_code, since))
        if self.lookup_faults:
            raise self.lookup_faults.popleft()
        if self.shows_what_it_has:
            for at, new in enumerate(self.received, 1):
                if (new.reference, new.service_code) == (reference, service_code):
                    return Request(f"C-{at}", "open", service_code)
        return None

    def token(self, token):
        return self.numbers.get(token)

    def updates(self, start, end):
        self.asked_for.append((start, end))
        if self.feed_faults:
            raise self.feed_faults.popleft()
        return tuple(self.feed)

    def add(self, new):
        """A fault that is `sent` comes after the work was done."""
        fault = self.add_faults.popleft() if self.add_faults else None
        if fault is not None and not fault.sent:
            raise fault
        self.added.append(new)
        made = f"E-{len(self.added)}"
        said = f"{new.description} {new.reference}"
        echo = Update(made, new.service_request_id, new.status, new.at, said)
        self.feed.append(echo)
        if fault is not None:
            raise fault
        return made


def says(*texts, task=None, slots=None, buttons=(), custom=None, heard=None):
    replies = [BotReply(text=text) for text in texts]
    if buttons:
        choices = tuple(Button(title, payload) for title, payload in buttons)
        replies[-1] = replace(replies[-1], buttons=choices)
    if custom:
        replies.append(BotReply(custom=custom))
    found = heard and Understood(**heard)
    return TurnResult(replies=tuple(replies), active_task=task, slots=slots or {}, heard=found)


def hands_over(**told):
    return says("I will get a person.", custom={"handover": told})


class Resident:
    """Someone at the web chat."""

    def __init__(self, road):
        self.road = road
        self.opened = session.open_session(road.parts)
        self.id = self.opened.conversation_id
        self.sent = 0

    def writes(self, text=None, client_id=None, **content):
        self.sent += 1
        inbound = Inbound(
            channel="web",
            identity=self.id,
            provider_id=client_id or f"m{self.sent}",
            text=text,
            **content,
        )
        return receive(self.road.parts, inbound)

    def sees(self, sender=None):
        """What was said after the welcome."""
        with self.road.store.read() as tx:
            found = messages.visible(tx, self.id)
        return [one.text for one in found[1:] if sender in (None, one.sender)]

    @property
    def conversation(self):
        with self.road.store.read() as tx:
            return conversations.get(tx, self.id)

    @property
    def item(self):
        with self.road.store.read() as tx:
            return queue.open_item(tx, self.id)

    def logs(self, task="t1.1", **values):
        """What the report action does inside a turn."""
        new = {
            "conversation_id": f"{self.id}.1",
            "task": task,
            "kind": "fly_tipping",
            "service_code": "FLYTIP",
            "place": {"lat": 53.41, "long": -2.16, "line": "Heaton Lane"},
            "description": "A sofa.",
        }
        with self.road.store.begin() as tx:
            return requests.log(tx, NewRequest(**{**new, **values}))


class Road:
    def __init__(self, store, crash_at="", **parts):
        self.store = store
        self.time = Time()
        self.engine = FakeEngine()
        self.council = FakeCouncil()
        council = council_file.load()
        given = {
            "settings": SimpleNamespace(
                crash_at=crash_at, public_url="https://chat.example", **PROVIDERS
            ),
            "store": store,
            "council": council,
            "clock": self.time,
            "assistant": self.engine,
            "open311": self.council,
            "words": load(council),
            "facts": FACTS,
            "phone_words": phone_words.load(council),
            "numbers": Numbers("test-secret"),
            "now": self.time,
            "started_at": self.time.start,
        }
        self.parts = Parts(**{**given, **parts})

    def resident(self):
        return Resident(self)

    def work(self):
        """What the turn workers do: everything that is due now, until nothing is."""
        did = [turn.run(self.parts, one) for one in turn.due(self.parts)]
        return self.work() if any(did) else None

    def sweep(self):
        for task in sweep.due(self.parts):
            sweep.run(self.parts, task)

    def alert(self):
        """What the worker for alerts does, until nothing is due."""
        did = [alerts.run(self.parts, one) for one in alerts.due(self.parts)]
        return self.alert() if any(did) else None

    def words(self, key, **facts):
        return self.parts.words.say(key, **facts)
