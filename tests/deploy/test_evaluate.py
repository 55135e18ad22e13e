"""The measuring of understanding: how files are read and answers are taken."""

from datetime import date
from pathlib import Path

import pytest

from deploy import entities
from deploy.evaluate import (
    both_found,
    holds_two,
    is_of_safety,
    judged,
    names_things,
    read,
    report,
)
from deploy.measures import Case

NOW = date(2026, 11, 26)


def answer(*ranking: tuple[str, float], intent: str = "", **more: object) -> dict[str, object]:
    """What the engine would say."""
    names = [{"name": name, "confidence": chance} for name, chance in ranking]
    return {"intent": {"name": intent or ranking[0][0]}, "intent_ranking": names, **more}


def test_a_header_is_left_out_and_another_label_that_would_do_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "messages.tsv"
    file.write_text("text\tlabel\tother\nhole in road\treport_pothole\nhi\tgreet\tchitchat\n")
    assert read(file) == [
        Case("hole in road", ("report_pothole",)),
        Case("hi", ("greet", "chitchat")),
    ]
    assert not holds_two(file)


def test_a_file_of_messages_with_two_requests_says_so_in_its_header(tmp_path: Path) -> None:
    file = tmp_path / "two.tsv"
    file.write_text("text\tlabel1\tlabel2\nhole and bin\treport_pothole\torder_bin\n")
    assert holds_two(file)
    assert read(file) == [Case("hole and bin", ("report_pothole", "order_bin"))]


def test_a_line_without_a_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "messages.tsv"
    file.write_text("hole in road\treport_pothole\nhello\n")
    with pytest.raises(ValueError, match="line 2"):
        read(file)


def test_what_is_not_understood_counts_as_out_of_scope_and_its_choices_as_offered() -> None:
    case = Case("hello you", ("greet",))
    found = judged(case, answer(("thanks", 0.3), ("greet", 0.2), intent="nlu_fallback"))
    assert (found.said, found.among_choices, found.right) == ("out_of_scope", True, False)


def test_one_request_is_the_intent_and_two_are_what_the_engine_lists() -> None:
    case = Case("hole and bin", ("report_pothole", "order_bin"))
    one = judged(case, answer(("report_pothole", 0.9)))
    two = judged(case, answer(("order_bin", 0.9), requests=["order_bin", "report_pothole"]))
    assert (one.both, two.both) == (False, True)
    lines = "\n".join(both_found([one, two]))
    assert "both found                      50.0 %" in lines
    assert "report_pothole + order_bin taken for report_pothole" in lines


def test_a_second_request_that_is_asked_about_is_handled_when_the_question_offers_it() -> None:
    case = Case("hole and bin", ("report_pothole", "order_bin"))
    whole = answer(("report_pothole", 0.9))
    offers = answer(("report_pothole", 0.4), ("which_bin", 0.3), ("order_bin", 0.2))
    others = answer(("which_bin", 0.5), ("greet", 0.2), ("thanks", 0.1), ("order_bin", 0.1))
    asked = judged(case, whole, offers)
    assert (asked.both, asked.handled) == (False, True)
    assert not judged(case, whole, others).handled
    assert not judged(case, whole).handled
    assert not judged(case, answer(("report_pothole", 0.4)), offers).handled
    assert not judged(case, answer(("which_bin", 0.9)), offers).handled
    lines = "\n".join(both_found([asked, judged(case, whole)]))
    assert "both handled, one question      50.0 %" in lines
    assert "asked about a second            50.0 %" in lines


def test_the_report_compares_with_the_last_run_and_names_what_is_confused() -> None:
    case = Case("my bin", ("check_bin_day",))
    right = judged(case, answer(("check_bin_day", 0.9)))
    wrong = judged(case, answer(("order_bin", 0.6), ("greet", 0.2), ("check_bin_day", 0.1)))
    text = "\n".join(report([right, wrong], {"accuracy": 0.4}))
    assert "accuracy                        50.0 %  (+10.0 since the last run)" in text
    assert "after one question             100.0 %" in text
    assert "1  check_bin_day taken for order_bin" in text


def test_the_surer_it_is_that_a_message_is_not_ours_the_less_in_scope_it_is() -> None:
    case = Case("who won the match", ("out_of_scope",))
    sure, unsure = (judged(case, answer(("out_of_scope", at))) for at in (0.9, 0.4))
    ours = judged(case, answer(("greet", 0.4)))
    assert sure.in_scope < unsure.in_scope < ours.in_scope


def test_a_file_of_what_messages_name_says_so_in_its_header(tmp_path: Path) -> None:
    file = tmp_path / "named.tsv"
    file.write_text("text\tentities\nblue bin\tbin:blue bin=blue\n")
    assert names_things(file)
    assert not holds_two(file)


def test_a_file_for_the_safe_words_says_so_in_its_header(tmp_path: Path) -> None:
    file = tmp_path / "crisis.tsv"
    file.write_text("text\tkind\nmy house is on fire\timmediate_danger\nrats!\tnone\n")
    assert is_of_safety(file)
    assert not names_things(file) and not holds_two(file)


def test_a_thing_is_found_when_kind_words_and_value_are_right() -> None:
    text = "blue bin tomorrow by 14"
    wanted = entities.read(["bin:blue bin=blue; date:tomorrow=1; house_number:14=14"], NOW)
    answer = {
        "entities": [
            {"entity": kind, "start": start, "end": end, "value": value, "confidence_entity": sure}
            for kind, start, end, value, sure in (
                ("bin", 0, 8, "blue", 0.9),
                ("date", 9, 17, "2026-11-28", 0.9),
                ("street", 21, 23, "14", 0.5),
            )
        ]
    }
    named = entities.Named(text, wanted, entities.found(text, answer))
    scores = entities.scores([named])
    assert scores["bin"] == (1, 1.0, 1.0, 1.0)
    assert scores["date"] == (1, 0.0, 0.0, 0.0)  # a day too late
    assert scores["all"] == (3, 0.5, 1 / 3, 0.4)
    assert "street" not in scores  # only proposed
    assert "    missed  house_number: 14 = 14" in entities.report([named])
