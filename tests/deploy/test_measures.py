"""The arithmetic of measuring, on answers made up here."""

import pytest

from deploy import measures
from deploy.measures import Case, Judged
from deploy.pages import page


def judged(truth: str, said: str, chance: float = 0.9, in_scope: float = 0.9) -> Judged:
    """A message of a label that was given another, or the same."""
    return Judged(Case("words", (truth,)), ((said, chance),), in_scope=in_scope)


def test_macro_f1_weighs_a_rare_label_like_a_common_one() -> None:
    common = [judged("greet", "greet") for _ in range(9)]
    assert measures.macro_f1([*common, judged("thanks", "greet")]) == pytest.approx(0.474, abs=1e-3)
    assert measures.macro_f1([*common, judged("thanks", "thanks")]) == 1


def test_calibration_error_is_the_gap_between_sureness_and_being_right() -> None:
    half = [judged("greet", "greet", 0.9), judged("greet", "thanks", 0.9)]
    assert measures.calibration_error(half) == pytest.approx(0.4)
    assert measures.reliability(half) == [(pytest.approx(0.9), 0.5, 2)]


def test_the_limit_that_keeps_ours_decides_how_many_others_are_caught() -> None:
    ours = [judged("greet", "greet", in_scope=at / 20) for at in range(1, 21)]
    others = [judged("out_of_scope", "greet", in_scope=at) for at in (0.01, 0.07, 0.2, 0.9)]
    assert measures.caught_keeping([*ours, *others]) == 0.5
    assert measures.scope_curve([*ours, *others])[-1] == (0, 1)


def test_text_speak_a_lost_apostrophe_and_a_slip_are_noise_and_plain_words_are_not() -> None:
    known = measures.known_words()
    for text in ("can u help", "it wont open", "the rubbihs is here"):
        assert measures.is_noisy(text, known), text
    for text in ("When is my bin day?", "It won't open", "There is a hole in Wrenfield Road"):
        assert not measures.is_noisy(text, known), text


def test_figures_leave_out_what_a_file_does_not_hold() -> None:
    found = measures.figures([judged("greet", "greet")])
    assert found["accuracy"] == 1
    assert "others caught" not in found
    both = [judged("greet", "greet"), judged("out_of_scope", "out_of_scope")]
    assert measures.figures(both)["others caught"] == 1


def test_the_page_holds_its_plots_and_lets_no_message_write_html() -> None:
    found = [judged("greet", "greet"), judged("out_of_scope", "greet")]
    html = page("a <b>.tsv", ["1 < 2"], found)
    assert html.count("<svg") == 2
    assert "a &lt;b&gt;.tsv" in html and "1 &lt; 2" in html
