"""Plays a conversation written as pairs of lines against the running product.

A file in tests/conversations/<topic>/ is a list of `{name, steps}`; `world` names a folder of
tests/worlds that is loaded first. Each step is one of:

    resident: "..."           writes, and waits for the answer
    choose: "Yes"             presses the button whose label begins so
    answers: {part: reply}    answers the council's own questions, until the report is read back: by
                              the part of a question it knows, else the first button, else "skip"
    assistant: "..."          part of what was just said; `/.../` is a pattern; a list is all
    notice: "..."             the same, said by the council itself
    absent: "..."             no part of anything just said
    offers: [...]             the buttons just offered begin so, in this order
    silent: true              nothing was said
    owner: queue              who has the conversation
    logged: {...}             the newest request the council has: service_code, place, description;
                              `count` says how many this conversation has logged in all (else 1)
    queue: {...}              the entry in the queue: any of its keys; `facts: {name: part of it}`
"""

import re
import time
from typing import Any

import pytest

from tests.sources import ROOT
from tests.stack import Message, Resident, Stack, until

READ_BACK = "Shall I send it?"
MOST_QUESTIONS = 8


def holds(text: str, wanted: str) -> bool:
    """Whether a text holds what is wanted: a part of it, or a pattern between slashes."""
    if len(wanted) > 2 and wanted[0] == wanted[-1] == "/":
        return re.search(wanted[1:-1], text) is not None
    return wanted in text


class Player:
    """One conversation being played."""

    def __init__(self, stack: Stack, world: str | None) -> None:
        self.stack = stack
        if world:
            stack.council.move_to(ROOT / "tests" / "worlds" / world)
        self.before = {one["service_request_id"] for one in stack.council.requests()}
        self.expected = 0
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
        time.sleep(0.3)
        assert len(self.logged()) == self.expected, f"logged {self.logged()}"

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
        self.heard = self.resident.say(text)

    def step_choose(self, label: str) -> None:
        self.heard = self.resident.choose(label)

    def step_answers(self, known: dict[str, str]) -> None:
        everything = list(self.heard)
        for _ in range(MOST_QUESTIONS):
            if READ_BACK in self.said("assistant"):
                break
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
        for one in [wanted] if isinstance(wanted, str) else wanted:
            assert holds(self.said("assistant"), one), f"{one!r} was not said"

    def step_notice(self, wanted: str) -> None:
        assert holds(self.said("notice"), wanted), f"{wanted!r} was not said by the council"

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
        self.expected = wanted.get("count", 1)
        until(lambda: len(self.logged()) >= self.expected, f"{self.expected} requests")
        assert len(self.logged()) == self.expected, f"logged {self.logged()}"
        newest = max(self.logged(), key=lambda one: int(one["service_request_id"]))
        assert newest["service_code"] == wanted.get("service_code", newest["service_code"]), newest
        for key, column in (("place", "address"), ("description", "description")):
            assert holds(str(newest[column]), wanted.get(key, "")), f"{key} is {newest[column]!r}"

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
