"""A number that is made up, unchecked or past its day is warned of, and does not go live."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from actions.emergencies import numbers
from integrations import council as council_file

COUNCIL = council_file.load()
TODAY = date(2026, 11, 26)


def council(**changes):
    """A council whose samaritans entry is changed."""
    one = replace(COUNCIL.contacts["samaritans"], **changes)
    return replace(COUNCIL, contacts={**COUNCIL.contacts, "samaritans": one})


def about(found, name):
    return [one for one in found if one.startswith(f"{name} ")]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"demo": True}, "is made up"),
        ({"verified_on": None, "checked": None}, "has not been verified"),
        ({"expires": TODAY - timedelta(days=1)}, "was to be checked again by"),
        ({"expires": None}, "was to be checked again by"),
    ],
)
def test_what_cannot_be_relied_on_is_warned_of_and_refused(changes, fault):
    sound = {"verified_on": TODAY, "verified_by": "A. Officer", "expires": TODAY, "demo": False,
             "sources": ("https://a.example", "https://b.example")}  # fmt: skip
    told = council(**{**sound, **changes})
    assert fault in about(numbers.warnings(told, TODAY), "samaritans")[0]
    assert fault in about(numbers.refusals(told, TODAY), "samaritans")[0]
    fine = council(**sound)
    assert about(numbers.warnings(fine, TODAY), "samaritans") == []
    assert about(numbers.refusals(fine, TODAY), "samaritans") == []


def test_what_no_officer_has_checked_does_not_go_live():
    told = council(verified_on=TODAY, verified_by="project", expires=TODAY, demo=False)
    assert about(numbers.warnings(told, TODAY), "samaritans") == []
    assert (
        "not been checked by the council" in about(numbers.refusals(told, TODAY), "samaritans")[0]
    )


def test_an_urgent_number_needs_two_sources():
    told = council(verified_on=TODAY, verified_by="A. Officer", expires=TODAY, demo=False,
                   sources=("https://a.example",))  # fmt: skip
    assert "fewer than two sources" in about(numbers.refusals(told, TODAY), "samaritans")[0]


def test_somebody_has_to_be_there_to_be_called():
    assert "on_call.duty_team is made up" in numbers.warnings(COUNCIL, TODAY)
    nobody = replace(COUNCIL, on_call={"supervisors": ("a.kim@stockport.gov.uk",)})
    found = numbers.warnings(nobody, TODAY)
    assert "on_call.duty_team names nobody" in found
    assert not any("supervisors" in one for one in found)
