"""Lets an exported encoder multiply 8-bit whole numbers: a quarter of the memory to read for each
message, and half the time on processors with VNNI.

Tables of words keep a scale for each row. Weights are whole numbers from -127 to 127 with a scale
for each column. What goes into a layer is rounded too, each number of a state on a scale of its own
that the sentences it was fitted to set; a share of that scale moves into the weights, so that a few
numbers that grow large do not make all others coarse (SmoothQuant: Xiao et al. 2023, section 4).
What comes out of a GELU has other outliers in each text, and a scale for each piece. Nothing
depends on the texts that are read together: a text has the same vector alone and among others.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import helper, numpy_helper

from deploy.adapt.nets import Encoder
from deploy.adapt.texts import padded

Floats = npt.NDArray[np.floating[Any]]

LARGEST = 127
LEVELS = 190
"""Of 255: AVX2 adds products in pairs of 16 bits, which these as good as never leave."""
SPARE = 5
"""Levels kept for states larger than any that was seen."""
FULL = 255
TOGETHER = {"query": ("query", "key", "value"), "out": ("out",), "up": ("up",)}
"""Parts of a layer, by the first of those that read the same states."""
SHARE = {"query": 0.75, "out": 0.6, "up": 0.75}
"""How much of the scale of a state moves into the weights that read it."""
BELOW_GELU = 0.17
"""GELU gives nothing further below zero."""
SLIGHTEST = 1e-5
FEW = 10_000
"""Tables with fewer numbers are left as they are."""
RUNTIME = "com.microsoft"
ONE, STEP, ZERO, ZERO_WEIGHT, LIFT = "one", "step", "zero", "zero_weight", "lift"


@dataclass(frozen=True)
class Reached:
    """The smallest and the largest each number of a state became."""

    low: Floats
    high: Floats


@dataclass(frozen=True)
class Part:
    """Where a part of a layer stands in the graph."""

    multiply: onnx.NodeProto
    weights: str
    bias: str


@dataclass
class Draft:
    """What stands instead of the multiplications."""

    tables: dict[str, npt.NDArray[Any]]
    nodes: list[onnx.NodeProto] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)

    def keep(self, name: str, table: npt.ArrayLike, kind: type[Any]) -> str:
        """A table, under its name."""
        self.tables[name] = np.ascontiguousarray(table, kind)
        return name

    def add(self, kind: str, given: Sequence[str], gives: str, domain: str = "") -> str:
        """A node, and the name of what it gives."""
        self.nodes.append(helper.make_node(kind, given, [gives], domain=domain))
        return gives


@torch.inference_mode()
def reached(encoder: Encoder, rows: Sequence[Sequence[int]]) -> dict[str, Reached]:
    """How large the states become that each part reads, by its name (``layers.0.query``)."""
    found: dict[str, Reached] = {}

    def look(name: str, states: Floats) -> None:
        before = found.get(name, Reached(states[0], states[0]))
        low, high = states.min(0), states.max(0)
        found[name] = Reached(np.minimum(low, before.low), np.maximum(high, before.high))

    hooks = [
        getattr(layer, part).register_forward_pre_hook(
            lambda _, given, name=f"layers.{number}.{part}": look(name, given[0][0].numpy())
        )
        for number, layer in enumerate(encoder.layers)
        for part in TOGETHER
    ]
    for row in rows:
        encoder(*padded([row], encoder.shape.padding))
    for hook in hooks:
        hook.remove()
    return found


def apply(model: onnx.ModelProto, found: Mapping[str, Reached]) -> None:
    """Puts whole numbers in the place of weights and of tables of words."""
    graph = model.graph
    draft = Draft({one.name: numpy_helper.to_array(one) for one in graph.initializer})
    draft.keep(ONE, 1, np.float32)
    draft.keep(STEP, 1 / FULL, np.float32)
    draft.keep(ZERO, 0, np.uint8)
    draft.keep(ZERO_WEIGHT, 0, np.int8)
    draft.keep(LIFT, BELOW_GELU, np.float32)
    parts = dict(_parts(graph, draft.tables))
    for name in parts:
        layer, _, part = name.rpartition(".")
        if part in TOGETHER:
            together = [parts[f"{layer}.{one}"] for one in TOGETHER[part]]
            _fixed(draft, name, together, found[name], SHARE[part])
        elif part == "down":
            _by_piece(draft, name, parts[name])
    for node in graph.node:
        if node.op_type == "Gather" and draft.tables.get(node.input[0], np.zeros(0)).size >= FEW:
            _of_words(draft, node)
    nodes = [node for node in graph.node if node.output[0] not in draft.replaced] + draft.nodes
    del graph.initializer[:]
    graph.initializer.extend(numpy_helper.from_array(one, n) for n, one in draft.tables.items())
    nodes = _in_order(nodes, graph)
    del graph.node[:]
    graph.node.extend(nodes)
    model.opset_import.append(helper.make_opsetid(RUNTIME, 1))


def _parts(
    graph: onnx.GraphProto, tables: Mapping[str, npt.NDArray[Any]]
) -> Iterator[tuple[str, Part]]:
    """Each multiplication by weights, named after the bias that is added to it."""
    makers = {node.output[0]: node for node in graph.node}
    for node in graph.node:
        bias = next((one for one in node.input if one.endswith(".bias") and one in tables), "")
        for one in node.input:
            maker = makers.get(one)
            if node.op_type == "Add" and bias and maker and maker.op_type == "MatMul":
                name = bias.removeprefix("encoder.").removesuffix(".bias")
                yield name, Part(maker, maker.input[1], bias)


def _fixed(draft: Draft, name: str, parts: Sequence[Part], found: Reached, share: float) -> None:
    """Multiplications whose states have scales that are known beforehand."""
    heaviest = np.max([np.abs(draft.tables[part.weights]).max(1) for part in parts], axis=0)
    apart = found.high - found.low
    scale = np.maximum(apart / 2, SLIGHTEST) ** share
    scale /= np.maximum(heaviest, SLIGHTEST) ** (1 - share)
    scale *= (apart / scale).max() / (LEVELS - SPARE)
    middle = np.round((LEVELS - (found.high + found.low) / scale) / 2)
    states = parts[0].multiply.input[0]
    size = draft.keep(f"{name}.size", 1 / scale, np.float32)
    lift = draft.keep(f"{name}.lift", middle, np.float32)
    sized = draft.add("Mul", [states, size], f"{name}.1")
    lifted = draft.add("Add", [sized, lift], f"{name}.2")
    rounded = draft.add("QuantizeLinear", [lifted, ONE, ZERO], f"{name}.3")
    for part in parts:
        whole, each = _whole(draft.tables.pop(part.weights) * scale[:, None])
        _multiply(draft, part, [rounded, ONE], whole, each, part.multiply.output[0])
        draft.tables[part.bias] = draft.tables[part.bias] - _of(middle, whole, each)


def _by_piece(draft: Draft, name: str, part: Part) -> None:
    """A multiplication of what comes out of a GELU: a piece is as large as its largest number."""
    states, gives = part.multiply.input[0], part.multiply.output[0]
    lifted = draft.add("Add", [states, LIFT], f"{name}.1")
    draft.nodes.append(helper.make_node("ReduceMax", [lifted], [f"{name}.2"], axes=[-1]))
    sized = draft.add("Div", [lifted, f"{name}.2"], f"{name}.3")
    rounded = draft.add("QuantizeLinear", [sized, STEP, ZERO], f"{name}.4")
    whole, each = _whole(draft.tables.pop(part.weights))
    product = _multiply(draft, part, [rounded, STEP], whole, each, f"{name}.5")
    draft.add("Mul", [product, f"{name}.2"], gives)
    lift = np.full(len(whole), BELOW_GELU)
    draft.tables[part.bias] = draft.tables[part.bias] - _of(lift, whole, each)


def _multiply(
    draft: Draft, part: Part, rounded: Sequence[str], whole: Floats, each: Floats, gives: str
) -> str:
    states, step = rounded
    kept = draft.keep(f"{part.bias}.weights", whole, np.int8)
    scale = draft.keep(f"{part.bias}.scale", each, np.float32)
    draft.replaced.append(part.multiply.output[0])
    given = [states, kept, step, scale, ZERO, ZERO_WEIGHT]
    return draft.add("MatMulIntegerToFloat", given, gives, RUNTIME)


def _of_words(draft: Draft, node: onnx.NodeProto) -> None:
    """A table of words, of which only the rows in use are scaled back."""
    name, chosen, gives = node.input[0], node.input[1], node.output[0]
    table = draft.tables.pop(name)
    whole, each = _whole(table.T)
    kept = draft.keep(f"{name}.whole", whole.T, np.int8)
    scale = draft.keep(f"{name}.scale", each[:, None], np.float32)
    rows = draft.add("Gather", [kept, chosen], f"{name}.1")
    draft.nodes.append(helper.make_node("Cast", [rows], [f"{name}.2"], to=onnx.TensorProto.FLOAT))
    scales = draft.add("Gather", [scale, chosen], f"{name}.3")
    draft.replaced.append(gives)
    draft.add("Mul", [f"{name}.2", scales], gives)


def _whole(weights: npt.NDArray[Any]) -> tuple[Floats, Floats]:
    """Whole numbers, and the scale of each column."""
    each = np.maximum(np.abs(weights).max(0) / LARGEST, 1e-12)
    return np.round(weights / each), each


def _of(states: Floats, whole: Floats, each: Floats) -> Floats:
    """What a state that is the same for every text adds to a product."""
    return ((states.astype(np.float64) @ whole) * each).astype(np.float32)


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
