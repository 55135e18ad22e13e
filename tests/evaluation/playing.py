"""Plays a measured conversation against the running product and says what it did not reach.

The resident's lines are fixed. When they are used up and a report has only to be finished, the
resident is patient: presses the first button that goes on, a few times at most.
"""

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
import yaml

from integrations.open311.contract import REFERENCE_LINE
from tests.evaluation import world
from tests.sources import ROOT
from tests.stack import Message, Resident, Stack, until

ROWS = ROOT.parent / "shared" / "evaluation" / "conversations_dev.jsonl"
MORE_LINES = 6
QUIET = 0.7
STOPS = ("Talk to a person", "Stop this report", "No, stop", "Change something")
SMALL = {"the", "and", "of", "at", "near", "by", "on"}


@dataclass
class Played:
    """What came of one conversation."""

    transcript: list[str]
    said: str
    logged: list[dict[str, Any]]
    received: list[dict[str, Any]]
    queued: dict[str, Any] | None
    patient: int = 0
    faults: list[str] = field(default_factory=list)


def rows() -> list[dict[str, Any]]:
    """The measured conversations; skips where they are not beside the project."""
    if not ROWS.exists():
        pytest.skip("measured conversations missing: ../shared/evaluation/conversations_dev.jsonl")
    return [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]


def expected(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What must be true at the end, always as a list."""
    wanted = row["expect"]
    return wanted if isinstance(wanted, list) else [wanted]


def outcomes(row: Mapping[str, Any]) -> set[str]:
    """The kinds of goal of a row."""
    return {str(one["outcome"]) for one in expected(row)}


def play(stack: Stack, row: Mapping[str, Any]) -> Played:
    """Says every line of a row in a town made for it, and looks at what came of it."""
    words = " . ".join([*row["user_turns"], json.dumps(row["expect"]), json.dumps(row["facts"])])
    stack.council.load("addresses", world.town(stack, words))
    if known := world.council(stack, words, expected(row)):
        stack.council.load("open311", known)
    before = {one["service_request_id"] for one in stack.council.requests()}
    resident = stack.resident()
    heard: list[Message] = []
    for line in row["user_turns"]:
        heard = _read(resident, resident.say(line))
    patient = 0
    while (button := _goes_on(heard)) and patient < MORE_LINES:
        heard = _read(resident, resident.choose(button))
        patient += 1
    wanted = sum(one.get("count", 0) for one in expected(row))

    def logged() -> list[dict[str, Any]]:
        every = stack.council.requests()
        return [one for one in every if one["service_request_id"] not in before]

    _settle(lambda: len(logged()) >= wanted)
    messages = resident.messages()
    said = "\n".join(one["text"] for one in messages if one["from"] != "resident")
    received = stack.council.received("open311")
    played = Played(resident.transcript(), said, logged(), received, stack.queued(resident))
    played.patient = patient
    played.faults = [fault for one in expected(row) for fault in judge(one, played)]
    return played


def _read(resident: Resident, heard: list[Message]) -> list[Message]:
    """What was said, when nothing more comes: a second request is taken up by itself."""
    while True:
        time.sleep(QUIET)
        more = resident.new()
        if not more:
            return heard
        heard = [*heard, *more]


def _goes_on(heard: list[Message]) -> str | None:
    """The first button that goes on with a report; none when nothing is asked."""
    offered = heard[-1]["choices"] if heard else []
    labels = [str(one["label"]) for one in offered]
    report = any(label.startswith(("Yes, send", "Skip", "Anywhere")) for label in labels)
    question = bool(heard) and heard[-1]["text"].rstrip().endswith("?") and len(labels) > 1
    going = [label for label in labels if not label.startswith(STOPS)]
    return going[0] if going and (report or question) else None


def _settle(done: Any) -> None:
    try:
        until(done, "the requests", seconds=4)
    except AssertionError:
        return


def judge(wanted: Mapping[str, Any], played: Played) -> list[str]:
    """What of one goal was not reached; a goal nobody can judge here is said to be so."""
    if wanted["outcome"] == "service_request_logged":
        return judge_logged(wanted, played)
    if wanted["outcome"] == "status_given":
        return judge_status(wanted, played)
    if wanted["outcome"] == "not_found_handled":
        found = re.search(r"can't find|cannot find|could not find|don't have", played.said)
        faults = [] if found else ["it did not say that nothing was found"]
        offered = re.search(r"report it again|a person can|shall i log", played.said.lower())
        return faults if offered else [*faults, "nothing else was offered"]
    if wanted["outcome"] == "info_given":
        address = str(wanted.get("address", "")).split(",")[0]
        return [] if address in played.said else [f"nothing was told about {address}"]
    if wanted["outcome"] in ("handover_queued", "callback_queued"):
        return [] if played.queued else ["nobody was fetched"]
    return [f"{wanted['outcome']} is not judged"]


def in_words(description: str) -> str:
    """What the council was told, without our reference: its digits are chance."""
    return description.partition(REFERENCE_LINE)[0]


def judge_logged(wanted: Mapping[str, Any], played: Played) -> list[str]:
    """One request of the kind, at the place, with the words, and without what must not be in it."""
    codes = service_codes()
    mine = [
        one for one in played.logged if wanted["category"] in codes.get(one["service_code"], ())
    ]
    if len(mine) != wanted.get("count", 1):
        return [f"{len(mine)} of {wanted['category']} logged, all: {played.logged}"]
    text = " ".join(f"{one['address']} {in_words(one['description'])}" for one in mine).lower()
    place = re.findall(r"[a-z0-9]+", str(wanted.get("address", "")).lower())
    faults = [f"no {word!r} in {text!r}" for word in place if word not in SMALL | set_of(text)]
    words = [str(part).lower() for part in wanted.get("description_contains", ())]
    faults += [f"no {part!r} in {text!r}" for part in words if part not in text]
    banned = [str(part).lower() for part in wanted.get("must_not_contain", ())]
    faults += [f"{part!r} is in {text!r}" for part in banned if part in text]
    contact = wanted.get("contact", "")
    sent = json.dumps(played.received)
    if contact and contact not in text and contact.replace(" ", "") not in sent.replace(" ", ""):
        faults.append(f"{contact} was not passed on")
    return faults


def set_of(text: str) -> set[str]:
    """The words of a text."""
    return set(re.findall(r"[a-z0-9]+", text))


def judge_status(wanted: Mapping[str, Any], played: Played) -> list[str]:
    """The news of the right request, and of no other."""
    told = [part for part in played.said.split("\n") if _told_of(part, wanted["reference"])]
    faults = [] if told else [f"no news of {wanted['reference']}"]
    hidden = str(wanted.get("no_disclosure_of", ""))
    leaks = [part for part in played.said.split("\n") if hidden and _told_of(part, hidden)]
    return [*faults, *(f"told of {hidden}: {part!r}" for part in leaks)]


def _told_of(line: str, reference: str) -> bool:
    """Whether a line tells about a request, and does not only name its number."""
    digits = re.sub(r"\D", "", reference)
    return re.match(rf"(?:SR-)?{digits}: ", line) is not None


def service_codes() -> dict[str, set[str]]:
    """The intents each service code stands for, from the kinds of report."""
    found: dict[str, set[str]] = {"MISSED": {"report_missed_bin"}}
    for path in sorted((ROOT / "data/report/kinds").glob("*.yml")):
        kind = yaml.safe_load(path.read_text(encoding="utf-8"))
        intent = kind.get("intent", f"report_{path.stem}")
        found.setdefault(kind["service_code"], set()).add(intent)
    return found
