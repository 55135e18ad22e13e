"""How many of the measured conversations reach their goal, by what they are about.

Run with `-s` to see each one that does not. The larger set of the same kind is played elsewhere.
"""

import sys
from typing import Any

import pytest

from tests.evaluation.playing import Played, outcomes, play, rows
from tests.stack import Stack

BAR = 0.85
REPORTS = {"service_request_logged", "info_given"}
TRACKED = {"status_given", "not_found_handled"}


def share(stack: Stack, chosen: list[dict[str, Any]]) -> tuple[float, dict[str, Played]]:
    """The part of some conversations that reach their goal, and each that does not."""
    missed: dict[str, Played] = {}
    for row in chosen:
        stack.restore()
        played = play(stack, row)
        lines = ["", f"{row['id']}: {played.faults or 'reached'}"]
        if played.faults:
            missed[row["id"]] = played
            lines += played.transcript
        sys.stdout.write("\n".join([*lines, ""]))
    return 1 - len(missed) / len(chosen), missed


@pytest.mark.parametrize("wanted", [REPORTS, TRACKED], ids=["reports", "tracked"])
def test_measured_conversations_reach_their_goals(stack: Stack, wanted: set[str]) -> None:
    chosen = [row for row in rows() if outcomes(row) <= wanted]
    reached, missed = share(stack, chosen)
    said = f"{reached:.0%} of {len(chosen)}: {sorted(missed)} did not"
    assert reached >= BAR, said
