from bot.conversation import facts
from bot.conversation.facts import FactSpec

SPEC = (
    FactSpec("report_kind", "About", "name"),
    FactSpec("report_place", "Place", "label"),
    FactSpec("report_notes", "Details"),
)


def after(before, slots, message, logged=0):
    return facts.update(before, slots, SPEC, message=message, logged=logged)


def values(found):
    return [(one["name"], one["value"], one["message"], one["confirmed"]) for one in found]


PLACE = {"label": "41 Heaton Lane"}


def test_a_fact_names_the_message_that_said_it():
    first = after([], {"report_kind": {"name": "fly-tipping"}}, 2)
    then = after(first, {"report_kind": {"name": "fly-tipping"}, "report_place": PLACE}, 4)
    assert values(then) == [
        ("About", "fly-tipping", 2, False),
        ("Place", "41 Heaton Lane", 4, False),
    ]


def test_a_corrected_fact_names_the_message_that_corrected_it():
    first = after([], {"report_place": PLACE}, 2)
    then = after(first, {"report_place": {"label": "14 Heaton Lane"}}, 6)
    assert values(then) == [("Place", "14 Heaton Lane", 6, False)]


def test_a_fact_is_confirmed_when_its_slot_says_so():
    first = after([], {"report_place": PLACE}, 2)
    then = after(first, {"report_place": {**PLACE, "confirmed": True}}, 6)
    assert values(then) == [("Place", "41 Heaton Lane", 2, True)]


def test_a_cancelled_report_leaves_no_facts():
    first = after([], {"report_place": PLACE, "report_notes": ["a sofa"]}, 2)
    assert after(first, {}, 4) == []


def test_facts_of_a_logged_request_stay_and_were_confirmed_by_logging_it():
    first = after([], {"report_place": PLACE}, 2)
    assert values(after(first, {}, 4, logged=1)) == [("Place", "41 Heaton Lane", 2, True)]


def test_a_second_report_does_not_overwrite_the_first():
    first = after([], {"report_place": PLACE}, 2)
    sent = after(first, {}, 4, logged=1)
    second = after(sent, {"report_place": {"label": "Great Moor Street"}}, 6, logged=1)
    assert [one[1] for one in values(second)] == ["41 Heaton Lane", "Great Moor Street"]
    third = after(second, {}, 8, logged=1)
    assert [one[1] for one in values(third)] == ["41 Heaton Lane"]
    both = after(second, {}, 8, logged=2)
    assert [one[1] for one in values(both)] == ["41 Heaton Lane", "Great Moor Street"]


def test_lists_and_plain_values_are_told_as_text_and_empty_ones_not_at_all():
    found = after([], {"report_notes": ["a sofa", "green"], "report_place": {"label": ""}}, 2)
    assert values(found) == [("Details", "a sofa; green", 2, False)]
    assert after([], {"report_notes": [], "report_kind": "pothole"}, 2)[0]["value"] == "pothole"


def test_the_desk_sees_four_fields_of_a_fact():
    found = facts.shown(after([], {"report_place": PLACE}, 2))
    assert [set(one) for one in found] == [{"name", "value", "message", "confirmed"}]


def test_the_file_of_facts_is_readable():
    assert all(one.slot and one.name for one in facts.load())
