"""What the classifier sees beside the sentence vector."""

import numpy as np

from bot.engine.nlu import views, wordprint
from bot.engine.nlu.encoder import WIDTH


def test_a_slip_changes_the_word_and_leaves_most_runs_of_letters() -> None:
    right, slip, other = wordprint.letters(["overgrown hedge", "overgrwn hedge", "bin day"], 1.0)
    assert right @ slip > 0.5 > right @ other


def test_a_row_begins_with_its_sentence_vector_and_weighs_the_rest() -> None:
    vectors = np.eye(2, WIDTH, dtype=np.float32)
    rows = views.of(["is it blue or brown this week", "?"], vectors)
    assert np.array_equal(rows[:, :WIDTH], vectors)
    rest = np.linalg.norm(rows[:, WIDTH:], axis=1)
    assert np.isclose(rest[0], np.hypot(views.WORDS, views.LETTERS))
    assert rows.dtype == np.float32
