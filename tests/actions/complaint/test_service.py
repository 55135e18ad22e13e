"""A first failure is a request; what goes another way is told its door."""

import pytest

from actions.complaint import service

REPORT = [{"name": "complaint", "confidence": 0.5}, {"name": "report_pothole", "confidence": 0.3}]


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("I'm not happy about the parking ticket on my car", "parking_appeal"),
        ("my mum's carers never come on time", "adult_care"),
        ("the social worker took my son away", "children"),
        ("councillor Smith shouted at me", "councillor"),
        ("the headteacher ignored the bullying", "school"),
        ("my landlord won't fix the damp", "landlord"),
        ("your pothole burst my tyre and I want compensation", "claim"),
        ("your staff were rude to me at the desk", None),
        ("the bins are missed every week and you do nothing", None),
    ],
)
def test_the_right_door(text, door):
    found = service.door_of(text)
    assert (found and found.door) == door


def test_every_door_says_where_its_words_come_from():
    assert [one.door for one in service.doors() if not one.source] == ["claim"]


def test_a_first_failure_is_a_request():
    assert service.report_first("there is a pothole on Heaton Lane", REPORT) == "report_pothole"
    assert service.report_first("third time I reported this pothole", REPORT) is None
    assert service.report_first("your officer lied about the pothole", REPORT) is None
    assert service.report_first("it is bad", [{"name": "complaint", "confidence": 0.9}]) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("take it to stage two please", "complaint_stage_2"),
        ("I'm not satisfied with the reply to my complaint", "complaint_stage_2"),
        ("nobody rang me back", "complaint"),
    ],
)
def test_the_stage_of_a_complaint(text, kind):
    assert service.kind_of(text) == kind


def test_who_only_says_complaint_is_asked_what_went_wrong():
    assert service.is_bare("I want to make a complaint")
    assert service.is_bare("/complaint")
    assert not service.is_bare("I want to complain about the bins")


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        ("07700 900123", {"phone": "07700900123"}),
        ("Ada Example, ada@example.com",
         {"email": "ada@example.com", "first_name": "Ada", "last_name": "Example"}),
        ("my name is Ada and my number is 07700 900 123",
         {"phone": "07700900123", "first_name": "Ada"}),
        ("Ada Example", {"first_name": "Ada", "last_name": "Example"}),
        ("my name is ada example", {"first_name": "ada", "last_name": "example"}),
        ("council house", {}),
        ("rubbish", {}),
    ],
)  # fmt: skip
def test_whom_to_answer(text, reached):
    assert service.reached_by(text) == reached
