"""Twenty ways to use a right over data and records, through the trained model: each is logged at
once, dated, with the day an answer is due and the team, and no form stands before it."""

import csv
import re
from pathlib import Path

import pytest

from tests.stack import Stack, until

ROWS = Path(__file__).with_name("information_request") / "wordings.tsv"


def rows() -> list[dict[str, str]]:
    with ROWS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_there_are_twenty_wordings_of_every_kind() -> None:
    assert len(rows()) >= 20
    kinds = {row["kind"] for row in rows()}
    assert kinds == {"access", "freedom_of_information", "data_complaint", "data_change"}


@pytest.mark.parametrize("row", rows(), ids=lambda row: row["said"])
def test_a_right_is_logged_from_its_first_message(stack: Stack, row: dict[str, str]) -> None:
    resident = stack.resident()
    said = "\n".join(one["text"] for one in resident.say(row["said"]))
    assert "logged it today, Monday 5 January" in said, said
    assert row["day"] in said, said
    assert "Information governance" in said, said
    (reference,) = set(re.findall(r"SR-\d{7}", said))

    def logged() -> list[dict[str, str]]:
        return [one for one in stack.council.requests() if reference in str(one["description"])]

    until(logged, "the request at the council")
    (request,) = logged()
    assert request["service_code"] == "INFOREQ"
    assert row["said"] in request["description"]
