"""The council's time: the real one, or one that starts at a chosen instant for demos and tests.

Used for dates a resident reads. Leases, back-off and time-outs use the machine's own clock.
"""

import time
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/London")


class Clock:
    """`start` is "2026-01-05T09:00:00Z", with "@<epoch seconds>" added by a launcher to say when
    it was started, so that a process that restarts does not go back in time."""

    def __init__(self, start: str | None = None) -> None:
        self._offset = timedelta()
        if start:
            instant, anchor = parse_start(start)
            self._offset = instant - datetime.fromtimestamp(anchor or time.time(), UTC)

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def today(self) -> date:
        return self.now().astimezone(LOCAL).date()


def parse_start(start: str) -> tuple[datetime, float | None]:
    """Raises ValueError for anything that is not an instant with a time zone."""
    text, _, anchor = start.strip().partition("@")
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no time zone")
    started = float(anchor) if anchor else None
    if started is not None and not 0 <= started < 2**33:
        raise ValueError(f"{anchor} is no moment")
    return instant.astimezone(UTC), started
