"""How much each sign speaks for a cut is learnt from messages, here made up of two signs."""

import numpy as np

from bot.engine.nlu.splitter_training import NEVER, Case, fit


def case(rows: list[list[float]], right: list[float], *, ordinary: bool = False) -> Case:
    return Case(np.array(rows), np.array(right), np.ones(len(right)), ordinary)


def test_the_sign_that_tells_two_requests_apart_speaks_for_a_cut_and_chance_does_not() -> None:
    rng = np.random.default_rng(0)
    two = [case([[1.0, rng.random()], [0.0, rng.random()]], [1.0, 0.0]) for _ in range(60)]
    one = [case([[0.0, rng.random()]], [0.0], ordinary=True) for _ in range(60)]
    line = fit([*two, *one])
    assert line.weights[0] > 5 * abs(line.weights[1])
    assert min(line.best(each) for each in two) > 0 > max(line.best(each) for each in one)


def test_a_message_with_no_place_for_a_cut_is_never_cut_and_teaches_nothing() -> None:
    nowhere = case([], [], ordinary=True)
    known = [case([[1.0]], [1.0]), case([[0.0]], [0.0])]
    line = fit([*known, nowhere])
    assert line.best(nowhere) == NEVER
    assert np.allclose(line.weights, fit(known).weights)
