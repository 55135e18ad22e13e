"""Plays a conversation written as pairs of lines against the running product.

A file in tests/conversations/<topic>/ is a list of `{name, steps}`; `world` names a folder of
tests/worlds that is loaded first, `clock` another moment at which it is played. A step is one of
(`{reference}` in a line is the last number of ours that was said):

    resident: "..."           writes, and waits for the answer
    choose: "Yes"             presses the button whose label begins so
    answers: {part: reply}    answers the council's own questions, until the report is read back: by
                              the part of a question it knows, else the first button, else "skip"
    assistant: "..."          part of what was just said; `/.../` is a pattern; a list is all
    notice: "..."             the same, said by the council itself
    hears: "..."              waits until this is said, a little later; the next steps are about it
    absent: "..."             no part of anything just said
    offers: [...]             the buttons just offered begin so, in this order
    council: {status: ...}    the council's people work on the newest request, and push it:
                              anything of its feed may be given, and `times` for doing so again
    news: "..."               waits for a message that nobody asked for, and reads it
    no_news: true             nothing comes for a second
    silent: true              nothing was said
    owner: queue              who has the conversation
    met: asbestos             the rule of data/report/stops.yml or owners.yml that was just told
    logged: {...}             the newest request the council has: service_code, place, description,
                              and the kind that it is with us; `count` says how many this
                              conversation has logged in all (else 1)
    added: "..."              the newest word added to a request: that it is not fixed, or a note
    contact: {phone: ...}     the newest request names these to call; {} is nobody
    followed: POTHOLE         the report of that service which the resident follows, the only one
    reported: [...]           what others have reported before, in the words of the council's list
    crews: {crew_logs: [...]}  what is known of the rounds: also round_incidents: [...]
    mailed: [...]             the newest e-mail of this conversation holds these; `nothing` is none
    unmailed: "..."           no e-mail of this conversation holds this
    queue: {...}              the entry in the queue: any of its keys; `facts: {name: part of it}`
"""

import json
import re
import time
from typing import Any

import pytest
from sqlalchemy import select

from actions.report import exits
from actions.report.phrasebook import phrasebook
from integrations import council as council_file
from integrations.store import outbox, subscriptions
from integrations.store.models import Outbox, Request
from integrations.store.session import Store
from tests.sources import ROOT
from tests.stack import Message, Resident, Stack, until

READ_BACK = "Shall I send it?"
MOST_QUESTIONS = 8
FIRST_OTHER = 700001


def holds(text: str, wanted: str) -> bool:
    """Whether a text holds what is wanted: a part of it, or a pattern between slashes."""
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        return re.search(wanted[1:-1], text) is not None
    return wanted in text


class Player:
    """One conversation being played."""

    def __init__(self, stack: Stack, world: str | None, clock: str | None = None) -> None:
        self.stack = stack
        if clock:
            stack.processes["actions"].stop()
            stack.start("actions", DOORSTEP_CLOCK=clock)
        if world:
            stack.council.move_to(ROOT / "tests" / "worlds" / world)
        self.before = {one["service_request_id"] for one in stack.council.requests()}
        self.named: list[str] = []
        self.additions = 0
        self.mailed = len(stack.council.received("notify"))
        self.resident: Resident = stack.resident()
        self.heard: list[Message] = []

    def play(self, steps: list[dict[str, Any]]) -> None:
        """Plays every step; a step that fails tells where it was and what had been said."""
        for at, step in enumerate(steps, 1):
            ((kind, wanted),) = step.items()
            fault = self._fault_of(kind, wanted)
            if fault is not None:
                said = "\n  ".join(self.resident.transcript())
                pytest.fail(f"step {at}, {kind}: {wanted}\n{fault}\n  {said}", pytrace=False)
        self.nothing_else()

    def nothing_else(self) -> None:
        """The council has what was asked for, each thing once, and is sent nothing besides: every
        request there is was named by a step, and so was every word that was added to one."""
        made = self.committed()
        asked = [one.service_code for one in made if one.adds is None]
        assert sorted(asked) == sorted(self.named), f"committed {asked}, and named {self.named}"
        assert len(made) - len(asked) == self.additions, "something was added unasked"
        until(lambda: len(self.logged()) >= len(asked), f"{len(asked)} requests")
        arrived = [str(one["service_code"]) for one in self.logged()]
        assert sorted(arrived) == sorted(self.named), f"logged {arrived}, and named {self.named}"

    def committed(self) -> list[Request]:
        """What this conversation asks of the council, arrived or on its way, oldest first."""
        found = (
            select(Request)
            .join(Outbox, Outbox.request_id == Request.id)
            .where(Request.conversation_id == self.resident.conversation)
            .where(Outbox.destination == outbox.OPEN311)
        )
        with Store(self.stack.environment["DOORSTEP_DATABASE_URL"]).read() as tx:
            return list(tx.scalars(found.order_by(Request.id)))

    def _fault_of(self, kind: str, wanted: Any) -> AssertionError | None:
        try:
            getattr(self, f"step_{kind}")(wanted)
        except AssertionError as fault:
            return fault
        return None

    def logged(self) -> list[dict[str, Any]]:
        """What the council has received since the conversation began."""
        every = self.stack.council.requests()
        return [one for one in every if one["service_request_id"] not in self.before]

    def said(self, *senders: str) -> str:
        """What was just said, as one text."""
        return "\n".join(one["text"] for one in self.heard if one["from"] in senders)

    def step_resident(self, text: str) -> None:
        self.heard = self.resident.say(self.filled(text))

    def filled(self, text: str) -> str:
        """A line with the number that was given in this conversation."""
        given = re.findall(r"SR-[0-9]{7}", "\n".join(self.resident.transcript()))
        return text.replace("{reference}", given[-1]) if given else text

    def step_council(self, order: dict[str, Any]) -> None:
        until(lambda: len(self.logged()) >= 1, "a request at the council")
        newest = max(self.logged(), key=lambda one: int(one["service_request_id"]))
        made = {"service_request_id": newest["service_request_id"], **order}
        for _ in range(made.pop("times", 1)):
            status, told = self.stack.council.ask("POST", "/_standin/open311/updates", made)
            assert status == 201, told
            assert told["pushed"] in ("taken", "not pushed"), told

    def step_news(self, text: str) -> None:
        self.resident.hears(self.filled(text))
        self.heard = self.resident.new()

    def step_no_news(self, _: bool) -> None:
        time.sleep(1.0)
        self.heard = self.resident.new()
        assert self.heard == [], f"something was said: {self.heard}"

    def step_choose(self, label: str) -> None:
        self.heard = self.resident.choose(label)

    def step_answers(self, known: dict[str, str]) -> None:
        everything = list(self.heard)
        for _ in range(MOST_QUESTIONS):
            if READ_BACK in self.said("assistant"):
                break
            assert self.heard, "nothing was asked"
            self.heard = self._reply(self.heard[-1], known)
            everything += self.heard
        self.heard = everything
        assert READ_BACK in self.said("assistant"), "the report was not read back"

    def _reply(self, question: Message, known: dict[str, str]) -> list[Message]:
        for part, reply in known.items():
            if part in question["text"]:
                return self.resident.say(reply)
        if question["choices"]:
            return self.resident.choose(question["choices"][0]["label"])
        return self.resident.say("skip")

    def step_assistant(self, wanted: str | list[str]) -> None:
        if self.heard and not self.said("assistant"):  # a notice came first
            self.heard += until(self.resident.new, "what comes after the notice")
        for one in [wanted] if isinstance(wanted, str) else wanted:
            assert holds(self.said("assistant"), self.filled(one)), f"{one!r} was not said"

    def step_notice(self, wanted: str | list[str]) -> None:
        for one in [wanted] if isinstance(wanted, str) else wanted:
            assert holds(self.said("notice"), one), f"{one!r} was not said by the council"

    def step_hears(self, wanted: str) -> None:
        before = self.resident.seen - len(self.heard)
        self.resident.hears(wanted)
        self.resident.seen = max(before, 0)
        said = self.resident.new()
        at = next(at for at, one in enumerate(said) if wanted in one["text"])
        self.heard = said[at:]

    def step_absent(self, wanted: str) -> None:
        assert not holds(self.said("assistant", "notice"), wanted), f"{wanted!r} was said"

    def step_offers(self, labels: list[str]) -> None:
        offered = [choice["label"] for one in self.heard for choice in one["choices"]]
        assert len(offered) == len(labels), f"offered {offered}"
        for label, wanted in zip(offered, labels, strict=True):
            assert label.startswith(wanted), f"offered {offered}"

    def step_silent(self, _: bool) -> None:
        assert self.heard == [], f"something was said: {self.heard}"

    def step_owner(self, owner: str) -> None:
        assert self.resident.state()["owner"] == owner, self.resident.state()

    def step_logged(self, wanted: dict[str, Any]) -> None:
        count = wanted.get("count", 1)
        assert count <= len(self.named) + 1, "each request is named by a step of its own"
        until(lambda: len(self.logged()) >= count, f"{count} requests")
        assert len(self.logged()) == count, f"logged {self.logged()}"
        newest = max(self.logged(), key=lambda one: int(one["service_request_id"]))
        assert newest["service_code"] == wanted.get("service_code", newest["service_code"]), newest
        for key, column in (("place", "address"), ("description", "description")):
            assert holds(str(newest[column]), wanted.get(key, "")), f"{key} is {newest[column]!r}"
        self.named = [*self.named[: count - 1], str(newest["service_code"])]
        kind = [one.kind for one in self.committed() if one.adds is None][-1]
        assert kind == wanted.get("kind", kind), f"it is of the kind {kind}"

    def step_added(self, part: str) -> None:
        self.additions += 1
        added = [one for one in self.committed() if one.adds]
        assert len(added) == self.additions, f"added {[one.description for one in added]}"
        assert holds(added[-1].description, part), f"added {added[-1].description!r}"

    def step_met(self, name: str) -> None:
        book = phrasebook()
        what = exits.STOP if name in book.stops else exits.OWNER
        rule = (book.stops if what == exits.STOP else book.owners)[name]
        facts = exits.facts(exits.Exit(what, rule), "", council_file.load(), is_open=True)
        self.step_assistant([facts["why"], facts["advice"] if what == exits.STOP else "call"])

    def step_contact(self, wanted: dict[str, str]) -> None:
        until(lambda: len(self.logged()) >= 1, "a request at the council")
        posts = [one for one in self.stack.council.received("open311") if one["method"] == "POST"]
        sent = json.dumps(posts[-1])
        assert all(f"{key}" in sent and value in sent for key, value in wanted.items()), sent
        assert wanted or not re.search(r"first_name|phone|email", sent), sent

    def step_followed(self, service_code: str) -> None:
        with Store(self.stack.environment["DOORSTEP_DATABASE_URL"]).read() as tx:
            found = subscriptions.of_conversation(tx, self.resident.conversation)
            assert [one.service_code for one in found] == [service_code]

    def step_reported(self, others: list[dict[str, Any]]) -> None:
        requests = [
            {"service_request_id": str(FIRST_OTHER + at), **one} for at, one in enumerate(others)
        ]
        world = self.stack.council.seed("open311")
        self.stack.council.load("open311", {**world, "requests": requests})
        self.before |= {str(one["service_request_id"]) for one in requests}

    def step_crews(self, noted: dict[str, Any]) -> None:
        world = self.stack.council.seed("collections")
        self.stack.council.load("collections", {**world, **noted})

    def step_mailed(self, wanted: list[str] | str) -> None:
        if wanted == "nothing":
            time.sleep(1.0)
            assert self.mails() == [], f"mailed {self.mails()}"
            return
        until(lambda: self.mails() and all(one in self.mails()[-1] for one in wanted),
              f"an e-mail with {wanted}, not {self.mails()}")  # fmt: skip

    def step_unmailed(self, part: str) -> None:
        assert not any(part in one for one in self.mails()), f"mailed {self.mails()}"

    def mails(self) -> list[str]:
        """Every e-mail since the conversation began, as it was handed to the provider; not those
        that call staff to an older conversation which nobody has taken."""
        sent = self.stack.council.received("notify")[self.mailed :]
        mails = [one["body"] for one in sent if one["path"].endswith("/notifications/email")]
        staff = [whom for some in council_file.load().on_call.values() for whom in some]
        return [one for one in mails if not any(f'"{whom}"' in one for whom in staff)]

    def step_queue(self, wanted: dict[str, Any]) -> None:
        item = self.stack.queued(self.resident)
        assert item, "the conversation is not in the queue"
        for key, value in wanted.items():
            if key == "facts":
                found = {fact["name"]: str(fact["value"]) for fact in item["facts"]}
                for name, part in value.items():
                    assert holds(found.get(name, ""), str(part)), f"the facts are {found}"
            else:
                assert holds(str(item[key]), str(value)), f"{key} is {item[key]!r}"
