"""Writes an adapted encoder as one ONNX file that multiplies whole numbers."""

from collections.abc import Sequence
from pathlib import Path

import onnx
import torch
from torch import Tensor, nn

from deploy.adapt import rounding
from deploy.adapt.nets import Encoder

OPSET = 17


def write(encoder: Encoder, rows: Sequence[Sequence[int]], file: Path) -> None:
    """Exports, rounds and saves.

    Args:
        encoder: the adapted one.
        rows: word pieces of ordinary texts, which show how large its states become.
        file: where to.
    """
    encoder.eval()
    ids = torch.randint(5, 2_000, (2, 9))
    draft = file.with_suffix(".draft.onnx")
    several = {0: "texts", 1: "pieces"}
    torch.onnx.export(
        _Exported(encoder).eval(),
        (ids, torch.ones_like(ids)),
        str(draft),
        input_names=["input_ids", "attention_mask"],
        output_names=["sentence", "pieces"],
        dynamic_axes={
            "input_ids": several,
            "attention_mask": several,
            "sentence": {0: "texts"},
            "pieces": several,
        },
        opset_version=OPSET,
        dynamo=False,
    )
    model = onnx.load(str(draft))
    draft.unlink()
    rounding.apply(model, rounding.reached(encoder, rows))
    onnx.checker.check_model(model)
    onnx.save(model, str(file))


class _Exported(nn.Module):
    """The encoder with its attention spelt out, which ONNX Runtime fuses again."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, ids: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Unit sentence vectors, and the state of each piece."""
        states = self.encoder.first(ids)
        hidden = (1 - mask[:, None, None, :].float()) * -1e9
        for layer in self.encoder.layers:
            queries, keys, values = layer.parts(states)
            scores = queries @ keys.transpose(-1, -2) * queries.shape[-1] ** -0.5 + hidden
            states = layer.rest(states, scores.softmax(-1) @ values)
        return self.encoder.pooled(states, mask), states
