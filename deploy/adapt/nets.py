"""The two sentence encoders as plain torch modules, reading their published weights.

The small one (all-MiniLM-L6-v2, BERT's shape: Devlin et al. 2018) is what the service runs. The
large one (all-mpnet-base-v2: Song et al. 2020) only teaches it.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = -1e9


@dataclass(frozen=True)
class Shape:
    """The sizes of an encoder, and what its authors called its parts."""

    width: int
    inner: int
    layers: int
    tiny: float
    words: int
    places: int
    first_place: int
    padding: int
    prefix: str
    names: tuple[str, ...]

    @property
    def relative(self) -> bool:
        """Whether attention also knows how far apart two pieces are."""
        return self.first_place > 0


_END = ("intermediate.dense", "output.dense", "output.LayerNorm")
_BERT = ("self.query", "self.key", "self.value", "output.dense", "output.LayerNorm")
_MPNET = ("attn.q", "attn.k", "attn.v", "attn.o", "LayerNorm")
SMALL = Shape(384, 1536, 6, 1e-12, 30_522, 512, 0, 0, "bert.", _BERT)
LARGE = Shape(768, 3072, 12, 1e-5, 30_527, 514, 2, 1, "mpnet.", _MPNET)
HEADS = 12
OURS = ("query", "key", "value", "out", "norm", "up", "down", "last")


class Layer(nn.Module):
    """One layer of a transformer, normalised after each half."""

    def __init__(self, shape: Shape, drop: float) -> None:
        super().__init__()
        wide, inner = shape.width, shape.inner
        self.query, self.key, self.value, self.out = (nn.Linear(wide, wide) for _ in range(4))
        self.up, self.down = nn.Linear(wide, inner), nn.Linear(inner, wide)
        self.norm, self.last = (nn.LayerNorm(wide, eps=shape.tiny) for _ in range(2))
        self.drop = nn.Dropout(drop)

    def parts(self, states: Tensor) -> tuple[Tensor, ...]:
        """Queries, keys and values, a head apart."""
        texts, pieces, _ = states.shape
        return tuple(
            part(states).view(texts, pieces, HEADS, -1).transpose(1, 2)
            for part in (self.query, self.key, self.value)
        )

    def rest(self, states: Tensor, seen: Tensor) -> Tensor:
        """What follows on attention."""
        seen = self.out(seen.transpose(1, 2).reshape(states.shape))
        states = self.norm(states + self.drop(seen))
        inner = self.down(functional.gelu(self.up(states)))
        return self.last(states + self.drop(inner))

    def forward(self, states: Tensor, hidden: Tensor) -> Tensor:
        """States of the next layer."""
        chance = self.drop.p if self.training else 0.0
        seen = functional.scaled_dot_product_attention(
            *self.parts(states), attn_mask=hidden, dropout_p=chance
        )
        return self.rest(states, seen)


class Encoder(nn.Module):
    """Word pieces in, one unit vector a text out."""

    def __init__(self, shape: Shape, weights: Path, drop: float = 0.1) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.words, shape.width)
        self.places = nn.Embedding(shape.places, shape.width)
        self.norm = nn.LayerNorm(shape.width, eps=shape.tiny)
        self.layers = nn.ModuleList(Layer(shape, drop) for _ in range(shape.layers))
        self.drop = nn.Dropout(drop)
        if shape.relative:
            self.apart = nn.Embedding(32, HEADS)
        else:
            self.kinds = nn.Parameter(torch.zeros(shape.width))
        self.load_state_dict(_renamed(load_file(str(weights)), shape))

    def first(self, ids: Tensor) -> Tensor:
        """States before the first layer."""
        at = torch.arange(ids.shape[1]) + self.shape.first_place
        states = self.words(ids) + self.places(at)[None]
        if not self.shape.relative:
            states = states + self.kinds
        return self.drop(self.norm(states))

    def pooled(self, states: Tensor, mask: Tensor) -> Tensor:
        """The mean of the pieces, at length one."""
        weight = mask[:, :, None].float()
        mean = (states * weight).sum(1) / weight.sum(1)
        return mean / mean.norm(dim=-1, keepdim=True)

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Unit sentence vectors."""
        states = self.first(ids)
        hidden = (1 - mask[:, None, None, :].float()) * HIDDEN
        if self.shape.relative:
            hidden = hidden + self._distance(ids.shape[1])
        for layer in self.layers:
            states = layer(states, hidden)
        return self.pooled(states, mask)

    def _distance(self, pieces: int) -> Tensor:
        """How attention is bent by the distance of two pieces (T5's 32 buckets)."""
        at = torch.arange(pieces)
        apart = at[None] - at[:, None]
        near = apart.abs()
        far = 8 + (torch.log(near.clamp(min=1) / 8) / math.log(16) * 8).long().clamp(max=7)
        bucket = torch.where(near < 8, near, far) + 16 * (apart > 0)
        return self.apart(bucket).permute(2, 0, 1)[None]


def _renamed(weights: dict[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """The published tensors under our names."""
    known = {name.removeprefix(shape.prefix): tensor for name, tensor in weights.items()}
    found = {
        "words.weight": known["embeddings.word_embeddings.weight"],
        "places.weight": known["embeddings.position_embeddings.weight"],
    }
    theirs = [*(f"attention.{name}" for name in shape.names), *_END]
    for part in ("weight", "bias"):
        found[f"norm.{part}"] = known[f"embeddings.LayerNorm.{part}"]
        for layer in range(shape.layers):
            for our, their in zip(OURS, theirs, strict=True):
                name = f"encoder.layer.{layer}.{their}.{part}"
                found[f"layers.{layer}.{our}.{part}"] = known[name]
    if shape.relative:
        found["apart.weight"] = known["encoder.relative_attention_bias.weight"]
    else:
        found["kinds"] = known["embeddings.token_type_embeddings.weight"][0]
    return found
