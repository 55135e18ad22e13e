"""A queue item as advisers see it, in words and numbers that mean something to them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.topics import load_topics
from integrations.clock import LOCAL
from integrations.council import Council
from integrations.store.models import QueueItem

MINUTE, HOUR, DAY = 60, 3600, 86400


@dataclass(frozen=True)
class Names:
    """What slugs are called: teams, topics, reasons, channels and languages."""

    words: Any
    council: Council

    def of(self, kind: str, slug: str) -> str:
        if kind == "team":
            return self.council.teams.get(slug, plain(slug))
        known = vars(getattr(self.words.queue, kind))
        topics = load_topics()
        if kind == "topics" and slug not in known and slug in topics:
            return topics[slug].name[:1].upper() + topics[slug].name[1:]
        return str(known.get(slug, plain(slug)))


def plain(slug: str) -> str:
    """A name nobody has given words to yet: "report_street_light" is "Street light"."""
    return slug.removeprefix("report_").replace("_", " ").strip().capitalize()


def row(item: QueueItem, names: Names, now: float, staff: dict[str, str]) -> dict[str, Any]:
    """One line of the queue."""
    waited = int(now - item.waiting_since)
    return {
        "id": item.id,
        "conversation": item.conversation_id,
        "priority": item.priority,
        "priority_name": names.of("priorities", item.priority),
        "team": names.of("team", item.team),
        "reason": names.of("reasons", item.reason),
        "topic": names.of("topics", item.topic),
        "channel": names.of("channels", item.channel),
        "language": names.of("languages", item.language.split("-")[0]),
        "status": item.status,
        "since": clock_time(item.since),
        "waiting_since": item.waiting_since,
        "waited": waited,
        "waited_words": lasted(waited),
        "summary": item.summary,
        "adviser": staff.get(item.adviser or "", item.adviser),
        "alarm": item.alarm_due is not None,
        "call_back": (item.call_back or {}).get("how"),
    }


def lasted(seconds: int) -> str:
    if seconds < MINUTE:
        return f"{max(seconds, 0)} s"
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE} min"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def clock_time(at: str, dated: bool = False) -> str:
    """ "9:30am", as GOV.UK writes times."""
    moment = datetime.fromisoformat(at).astimezone(LOCAL)
    clock = f"{moment:%I:%M%p}".lstrip("0").lower()
    return f"{moment.day} {moment:%B}, {clock}" if dated else clock
