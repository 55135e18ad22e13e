"""What the log keeps of a turn for the figures."""

from integrations.store.models import Event
from tests.road import hands_over, says


def noted(road, resident):
    with road.store.read() as tx:
        found = tx.query(Event).filter_by(conversation_id=resident.id).order_by(Event.id)
        return [(one.kind, one.data) for one in found if one.kind in ("heard", "task", "missed")]


def answers(road, resident, *results):
    for number, result in enumerate(results):
        road.engine.answers.append(result)
        resident.writes(f"message {number}")
        road.work()
    return noted(road, resident)


def test_a_task_is_noted_from_its_beginning_to_its_end(road, resident):
    found = answers(
        road,
        resident,
        says("Where?", task="report_form", heard={"intent": "report_fly_tipping"}),
        says("What is it?", task="report_form", heard={"intent": "inform"}),
        says("Done.", heard={"intent": "affirm"}),
    )
    assert found == [
        ("heard", {"intent": "report_fly_tipping"}),
        ("task", {"name": "report_form", "step": "begun"}),
        ("task", {"name": "report_form", "step": "done"}),
    ]


def test_a_task_that_was_cancelled_or_went_to_a_person_is_not_done(road):
    begun = says("Where?", task="bins_form", heard={"intent": "check_bin_day"})
    stopped = answers(road, road.resident(), begun, says("Fine.", heard={"intent": "cancel"}))
    assert stopped[-1] == ("task", {"name": "bins_form", "step": "cancelled"})
    passed = answers(road, road.resident(), begun, hands_over(reason="requested", team="waste"))
    assert passed[-1] == ("task", {"name": "bins_form", "step": "handed_over"})


def test_what_was_not_understood_is_noted_without_its_words(road, resident):
    found = answers(road, resident, says("Sorry?", heard={"intent": "nlu_fallback"}))
    assert found == [("missed", {"seq": 2})]


def test_the_same_topic_is_noted_once(road, resident):
    tax = says("Tax.", heard={"intent": "council_tax_query"})
    bins = says("Bins.", heard={"intent": "check_bin_day"})
    found = answers(road, resident, tax, tax, bins)
    assert [data["intent"] for _, data in found] == ["council_tax_query", "check_bin_day"]
