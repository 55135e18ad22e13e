from actions.handover.service import Handover, whose
from actions.topics import Topic

TOPICS = {"council_tax_query": Topic("council_tax_query", "council tax", "contact_centre")}


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
