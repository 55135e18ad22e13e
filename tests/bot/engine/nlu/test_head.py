"""The classifier on the encoder, on vectors made up here."""

from pathlib import Path

import numpy as np
import pytest

from bot.engine.nlu import head

SETTINGS = head.Settings()


def cloud(rng: np.random.Generator, centre: np.ndarray, count: int, wide: float) -> np.ndarray:
    """Unit vectors around a centre."""
    rows = centre + rng.normal(0, wide, (count, len(centre)))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_what_the_encoder_was_fitted_to_does_not_make_the_head_too_sure() -> None:
    rng = np.random.default_rng(0)
    centres = np.eye(6)[:3]
    seen = [cloud(rng, centre, 300, 0.02) for centre in centres]
    fresh = [cloud(rng, centre, 100, 0.6) for centre in centres]
    rows = np.vstack([*seen, *fresh]).astype(np.float32)
    names = [*np.repeat(["a", "b", "c"], 300), *np.repeat(["a", "b", "c"], 100)]
    unseen = np.arange(len(rows)) >= 900
    vector = cloud(rng, centres[0] + 0.6 * centres[1], 1, 0.05)[0]
    told = head.train(rows, names, (), SETTINGS, unseen).judge(vector)
    not_told = head.train(rows, names, (), SETTINGS).judge(vector)
    assert told.ranking[0][0] == "a"
    assert told.ranking[0][1] < not_told.ranking[0][1]


def test_few_unseen_examples_say_nothing_and_folds_are_used() -> None:
    truth = np.repeat([0, 1], 50)
    few = np.arange(100) < 20
    assert set(head.parts(truth, 3, few)) == {0, 1, 2}
    many = np.repeat([0, 1], 500)
    assert set(head.parts(many, 3, np.arange(1000) < 300)) == {-1, 0}


def test_examples_vote_where_a_label_is_said_in_several_ways() -> None:
    rng = np.random.default_rng(2)
    centres = np.eye(6)
    ways = [centres[0] + centres[1], centres[2] + centres[3]]
    others = [centres[0] + centres[3], centres[2] + centres[1]]  # no plane parts them
    rows = np.vstack([cloud(rng, way, 80, 0.15) for way in (*ways, *others)]).astype(np.float32)
    names = [*["a"] * 160, *["b"] * 160]
    fresh = np.vstack([cloud(rng, way, 40, 0.15) for way in ways]).astype(np.float32)
    alone = head.train(rows, names, (), SETTINGS)
    voting = head.train(rows, names, (), head.Settings(votes=0.6))
    right = [sum(one.judge(row).ranking[0][0] == "a" for row in fresh) for one in (alone, voting)]
    assert right[0] < 70 < right[1]


def test_hidden_labels_have_no_voice() -> None:
    rng = np.random.default_rng(3)
    rows = np.vstack([cloud(rng, np.eye(6)[at], 60, 0.1) for at in range(3)]).astype(np.float32)
    trained = head.train(rows, list(np.repeat([*"abc"], 60)), (), head.Settings(votes=0.4))
    told = trained.judge(rows[0], hidden=("a",))
    assert {name for name, _ in told.ranking} == {"b", "c"}
    assert sum(chance for _, chance in told.ranking) == pytest.approx(1, abs=1e-6)


def test_a_saved_head_judges_as_before(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    rows = np.vstack([cloud(rng, np.eye(6)[at], 60, 0.2) for at in range(2)]).astype(np.float32)
    trained = head.train(rows, list(np.repeat(["a", "b"], 60)), (), head.Settings(votes=0.4))
    trained.save(tmp_path / "head.npz")
    again = head.Head.load(tmp_path / "head.npz").judge(rows[5])
    assert again.ranking == [(name, pytest.approx(chance, abs=1e-3))
                             for name, chance in trained.judge(rows[5]).ranking]  # fmt: skip


def test_a_message_like_no_example_is_not_accepted() -> None:
    rng = np.random.default_rng(1)
    centres = np.eye(8)[:2]
    rows = np.vstack([cloud(rng, centre, 60, 0.1) for centre in centres]).astype(np.float32)
    trained = head.train(rows, [*["a"] * 60, *["b"] * 60], (), SETTINGS)
    assert trained.judge(rows[0]).accepted
    assert not trained.judge(np.eye(8, dtype=np.float32)[7]).accepted
