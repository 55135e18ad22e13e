"""The measuring of understanding: what counts as right, and how a file is read."""

from pathlib import Path

import pytest

from deploy.evaluate import Case, Judged, ranked, read, report


def test_a_header_is_left_out_and_another_label_that_would_do_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "messages.tsv"
    file.write_text("text\tlabel\tother\nhole in road\treport_pothole\nhi\tgreet\tchitchat\n")
    assert read(file) == [
        Case("hole in road", ("report_pothole",)),
        Case("hi", ("greet", "chitchat")),
    ]


def test_a_line_without_a_label_is_named(tmp_path: Path) -> None:
    file = tmp_path / "messages.tsv"
    file.write_text("hole in road\treport_pothole\nhello\n")
    with pytest.raises(ValueError, match="line 2"):
        read(file)


def test_what_is_not_understood_counts_as_out_of_scope() -> None:
    ranking = [{"name": "nlu_fallback"}, {"name": "greet"}]
    answer: dict[str, object] = {"intent": {"name": "nlu_fallback"}, "intent_ranking": ranking}
    assert ranked(answer) == ("out_of_scope", "greet")


def test_the_report_counts_right_ones_and_those_among_the_choices() -> None:
    case = Case("my bin", ("check_bin_day",))
    other = Judged(case, ("order_bin", "greet", "check_bin_day"))
    lines = list(report([Judged(case, ("check_bin_day",)), other]))
    assert "accuracy      50.0 %" in lines
    assert "in top 3     100.0 %" in lines
    assert lines[-1].endswith("order_bin (1)")
