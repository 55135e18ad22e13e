"""What the encoder is fitted to, and what is kept from it."""

import random

from bot.engine.nlu import encoder
from deploy.adapt.corpus import read
from deploy.adapt.noise import noisy
from tests.sources import ROOT


def test_the_encoder_and_its_heads_agree_on_what_it_never_saw() -> None:
    examples = read(ROOT / "data")
    assert [one.kept_back for one in examples] == [encoder.unseen(one.text) for one in examples]
    assert 0.07 < sum(one.kept_back for one in examples) / len(examples) < 0.13


def test_every_topic_every_kind_and_every_danger_is_learnt_once() -> None:
    examples = read(ROOT / "data")
    labels = {one.label for one in examples}
    assert {"check_bin_day", "report_pothole", "out_of_scope", "fire"} <= labels
    assert len({one.text for one in examples}) == len(examples)


def test_a_noisy_copy_is_written_differently_and_is_never_empty() -> None:
    chance = random.Random(1)
    copies = [noisy("You haven't collected our rubbish again", chance) for _ in range(50)]
    assert len(set(copies)) > 25
    assert all(len(copy) > 20 for copy in copies)
    assert noisy("?", random.Random(2))
