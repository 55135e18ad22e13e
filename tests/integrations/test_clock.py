"""The council's time, real or set."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from integrations.clock import Clock


def test_the_real_time_unless_told_otherwise() -> None:
    assert abs(Clock().now() - datetime.now(UTC)) < timedelta(seconds=1)


def test_a_set_clock_starts_there_and_goes_on() -> None:
    clock = Clock("2026-01-05T09:00:00Z")
    first = clock.now()
    assert timedelta() <= first - datetime(2026, 1, 5, 9, tzinfo=UTC) < timedelta(seconds=1)
    time.sleep(0.01)
    assert clock.now() > first


def test_a_process_that_starts_again_does_not_go_back_in_time() -> None:
    an_hour_ago = time.time() - 3600
    clock = Clock(f"2026-01-05T09:00:00Z@{an_hour_ago}")
    assert clock.now() - datetime(2026, 1, 5, 10, tzinfo=UTC) < timedelta(seconds=1)


def test_the_date_is_the_one_in_stockport() -> None:
    assert Clock("2026-06-30T23:30:00Z").today().isoformat() == "2026-07-01"
    assert Clock("2026-01-04T23:30:00Z").today().isoformat() == "2026-01-04"
    assert Clock("2026-01-05T00:30:00+01:00").today().isoformat() == "2026-01-04"


@pytest.mark.parametrize("start", ["yesterday", "2026-01-05", "2026-01-05T09:00:00", "2026-13-01"])
def test_what_is_no_instant_is_refused(start: str) -> None:
    with pytest.raises(ValueError):
        Clock(start)
