from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from actions.handover.service import Handover, opens, whose
from actions.topics import Topic

LONDON = ZoneInfo("Europe/London")
DAY = ((time(8, 30), time(12, 30)), (time(13, 30), time(17, 0)))
HOURS = {"monday": DAY, "tuesday": DAY, "friday": DAY}
TOPICS = {"council_tax_query": Topic("council_tax_query", "council tax", "contact_centre")}


@pytest.mark.parametrize(
    ("now", "next_open"),
    [
        ("2026-11-23 09:00", None),
        ("2026-11-23 08:29", "2026-11-23 08:30"),
        ("2026-11-23 12:45", "2026-11-23 13:30"),
        ("2026-11-23 17:00", "2026-11-24 08:30"),
        ("2026-11-27 18:00", "2026-11-30 08:30"),
        ("2026-03-28 12:00", "2026-03-30 08:30"),
    ],
)
def test_the_next_opening_is_right(now, next_open):
    found = opens(datetime.fromisoformat(now).replace(tzinfo=LONDON), HOURS)
    assert (found and f"{found:%Y-%m-%d %H:%M}") == next_open


def test_a_council_that_never_opens_has_no_next_opening():
    assert opens(datetime(2026, 11, 23, 9, tzinfo=LONDON), {}) is None


def test_a_report_in_hand_goes_to_its_own_team():
    kind = {"team": "highways", "intent": "report_pothole"}
    found = whose(TOPICS, "speak_to_human", "contact_centre", None, kind, "report_form")
    assert found == ("highways", "report_pothole")


def test_a_topic_that_came_up_before_is_remembered():
    found = whose(TOPICS, "speak_to_human", "early_help", "money_worries", None, "")
    assert found == ("early_help", "money_worries")


def test_a_person_asked_for_out_of_the_blue_is_anyone():
    assert whose(TOPICS, "speak_to_human", None, None, None, "")[0] == "contact_centre"


def test_the_road_is_told_all_it_needs():
    assert Handover("requested", "waste", "check_bin_day").message() == {
        "handover": {
            "reason": "requested",
            "team": "waste",
            "topic": "check_bin_day",
            "priority": "normal",
            "summary": "",
        }
    }
