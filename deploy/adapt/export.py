"""Writes an adapted encoder as one ONNX file with 8-bit weights.

Weights are kept as whole numbers from -127 to 127 with a scale for each column (each row of the
table of words); sums are done in 32 bits. Rounding the activations too (ONNX Runtime's dynamic
quantisation) was tried: no faster on AVX2, and vectors moved by 1 % instead of 0.05 %.
"""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import Tensor, nn

from deploy.adapt.nets import Encoder

OPSET = 17
LARGEST = 127
FEW = 10_000
"""Tensors with fewer numbers are left as they are: biases, norms, constants."""


def write(encoder: Encoder, file: Path) -> None:
    """Exports, rounds and saves."""
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
    _round_weights(model.graph)
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


def _round_weights(graph: onnx.GraphProto) -> None:
    """Replaces each large table by whole numbers and the node that scales them back."""
    users = {name: node for node in graph.node for name in node.input}
    kept, fresh = [], []
    for tensor in graph.initializer:
        user = users.get(tensor.name)
        table = numpy_helper.to_array(tensor)
        if user is None or table.ndim != 2 or table.size < FEW:
            kept.append(tensor)
            continue
        axis = 0 if user.op_type == "Gather" else 1
        scale = np.abs(table).max(axis=1 - axis, keepdims=True) / LARGEST
        whole = np.round(table / np.maximum(scale, 1e-12)).astype(np.int8)
        kept.append(numpy_helper.from_array(whole, f"{tensor.name}_whole"))
        kept.append(numpy_helper.from_array(scale.astype(np.float32), f"{tensor.name}_scale"))
        fresh += _scaled_back(tensor.name, user, graph)
    del graph.initializer[:]
    graph.initializer.extend(kept)
    nodes = [*fresh, *graph.node]
    del graph.node[:]
    graph.node.extend(_in_order(nodes, graph))


def _scaled_back(name: str, user: onnx.NodeProto, graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """The nodes that turn whole numbers into weights; of a table of words only the rows in use."""
    whole, scale = f"{name}_whole", f"{name}_scale"
    if user.op_type != "Gather":
        return [
            helper.make_node("Cast", [whole], [f"{name}_cast"], to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [f"{name}_cast", scale], [name]),
        ]
    chosen, output = user.input[1], user.output[0]
    user.input[0], user.output[0] = whole, f"{name}_rows"
    return [
        helper.make_node("Gather", [scale, chosen], [f"{name}_scales"], axis=0),
        helper.make_node("Cast", [f"{name}_rows"], [f"{name}_cast"], to=onnx.TensorProto.FLOAT),
        helper.make_node("Mul", [f"{name}_cast", f"{name}_scales"], [output]),
    ]


def _in_order(nodes: list[onnx.NodeProto], graph: onnx.GraphProto) -> list[onnx.NodeProto]:
    """Nodes after those they read from."""
    known = {one.name for one in (*graph.initializer, *graph.input)} | {""}
    found: list[onnx.NodeProto] = []
    while nodes:
        ready = [one for one in nodes if known.issuperset(one.input)]
        found += ready
        known.update(name for one in ready for name in one.output)
        nodes = [one for one in nodes if not known.issuperset(one.output)]
    return found
