"""The list of lessons: what staff are shown, what they decide, and the file for review that
holds what they accepted. Nothing is learnt before somebody else has read that file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from actions.topics import load_topics
from bot.conversation.parts import Parts
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store import audit, lessons
from integrations.store.audit import Deed
from integrations.store.lessons import DANGER, DISMISSED, MISSED, NOT_URGENT, URGENT
from integrations.store.session import Moment, Store
from integrations.store.supervisor_models import Lesson

DAYS = {MISSED: 28, DANGER: 7}
SHOWN = 50
DAY = 86400.0
# Intents that are no topic of the council's and may still be meant.
BESIDES = ("out_of_scope", "chitchat", "affirm", "deny", "cancel", "thanks", "greet", "goodbye")


@dataclass(frozen=True)
class Listed:
    """What is to be decided, and how many there were."""

    missed: list[dict[str, Any]]
    danger: list[dict[str, Any]]
    tally: list[dict[str, Any]]


def listed(parts: Parts, who: Who) -> Listed:
    """Looking at it is on record too: these are residents' words."""
    now = parts.now()
    with parts.store.begin() as tx:
        rows = {
            kind: [_row(one) for one in lessons.undecided(tx, kind, now - days * DAY, SHOWN)]
            for kind, days in DAYS.items()
        }
        counts = lessons.tally(tx, now - DAYS[DANGER] * DAY)
        deed = Deed(action="looked_at_lessons", staff_id=who.id, name=who.name)
        audit.write(tx, deed, parts.moment())
    return Listed(rows[MISSED], rows[DANGER], _tally(counts))


def decide(parts: Parts, who: Who, lesson_id: int, given: Mapping[str, object]) -> None:
    verdict = str(given.get("verdict") or "")
    moment = parts.moment()
    with parts.store.begin() as tx:
        lesson = lessons.get(tx, lesson_id)
        if lesson is None:
            raise Problem(404, "not_found", "There is no such lesson.")
        if verdict not in verdicts(lesson.kind):
            raise Problem(422, "verdict", "verdict is none of those there are.")
        if not lessons.decide(tx, lesson_id, verdict, who.id, moment):
            raise Problem(409, "over", "That one is in a file already.")
        deed = Deed(action="decided_lesson", staff_id=who.id, name=who.name,
                    subject=str(lesson_id), after={"verdict": verdict})  # fmt: skip
        audit.write(tx, deed, moment)


def verdicts(kind: str) -> tuple[str, ...]:
    if kind == DANGER:
        return URGENT, NOT_URGENT, DISMISSED
    return *load_topics(), *BESIDES, DISMISSED


def file_for_review(store: Store, moment: Moment) -> tuple[str, int]:
    """Accepted messages as training data in Rasa's own form, and how many they are: each is written
    into one file only."""
    with store.begin() as tx:
        rows = lessons.accepted(tx)
        by_intent: dict[str, list[str]] = {}
        for one in rows:
            by_intent.setdefault(str(one.verdict), []).append(" ".join(one.text.split()))
        lessons.written(tx, [one.id for one in rows], moment)
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in dict.fromkeys(texts))}
        for intent, texts in sorted(by_intent.items())
    ]
    written = yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True, sort_keys=False)
    return written, len(rows)


def _row(one: Lesson) -> dict[str, Any]:
    return {
        "id": one.id,
        "text": one.text,
        "why": one.why,
        "guesses": one.guesses.split(),
        "channel": one.channel,
        "language": one.language,
    }


def _tally(counts: list[tuple[str, str, str, str | None, int]]) -> list[dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, channel, language, verdict, number in counts:
        empty = {"channel": channel, "language": language, "missed": 0, "near": 0, "urgent": 0}
        row = found.setdefault((channel, language), empty)
        row["missed" if kind == MISSED else "near"] += number
        row["urgent"] += number if verdict == URGENT else 0
    return [found[key] for key in sorted(found)]
