"""The sentence encoder: the file that was measured, and vectors one can compare."""

from pathlib import Path

import numpy as np
import pytest

from bot.engine.nlu import encoder


def test_likeness_is_of_meaning_and_not_of_letters() -> None:
    missed, same, other = encoder.shared().embed_all(
        ["The lads didn't take our wheelie", "bin not emptied", "I'd like to speak to a person"]
    )
    assert missed @ same > missed @ other + 0.2


def test_a_vector_has_length_one_and_is_the_same_alone_as_among_others() -> None:
    texts = ["ta", "There has been no light in the ginnel behind our house since Thursday night"]
    together = encoder.shared().embed_all(texts)
    alone = np.stack([encoder.shared().embed(text) for text in texts])
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(together, alone, atol=1e-4)


def test_a_part_is_read_with_the_rest_in_view() -> None:
    begins, ends = "my bin was not emptied", "can you send someone about it"
    shared, text = encoder.shared(), f"{begins}, {ends}"
    first, last, nothing = shared.within(text, [(begins, ends), ("", ends)])[:3]
    assert np.allclose(np.linalg.norm([first, last, nothing], axis=1), 1, atol=1e-5)
    assert first @ last > shared.embed(begins) @ shared.embed(ends) + 0.1
    assert nothing @ shared.embed(text) > 0.9


def test_another_file_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "encoder.onnx"
    other.write_bytes(b"not the model")
    with pytest.raises(encoder.WrongModel, match="not the file that was measured"):
        encoder.Encoder(other, encoder.VOCABULARY)
    with pytest.raises(encoder.WrongModel, match="missing"):
        encoder.Encoder(tmp_path / "nowhere.onnx", encoder.VOCABULARY)


def test_the_model_is_small_enough_to_be_kept_with_the_code() -> None:
    assert encoder.MODEL.stat().st_size <= 25_000_000
