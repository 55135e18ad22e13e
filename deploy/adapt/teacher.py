"""What the large encoder thinks of each sentence, for the small one to learn from.

A logistic regression on the large encoder's vectors says how likely each class is; each sentence
is judged by one that was not fitted to it, so that its doubts are real doubts.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from deploy.adapt.nets import LARGE, Encoder
from deploy.adapt.texts import embedded, pieces_of

FOLDS = 4
PENALTY = 0.1
STEPS = 60
AT_A_TIME = 640


def vectors(texts: Sequence[str], folder: Path, kept: Path) -> Tensor:
    """The large encoder's vectors, encoding only what is not kept from an earlier run."""
    known: dict[str, np.ndarray] = {}
    if kept.is_file():
        with np.load(kept, allow_pickle=False) as found:
            known = dict(zip(found["texts"].tolist(), found["vectors"], strict=True))
    missing = [text for text in texts if text not in known]
    if missing:
        encoder = Encoder(LARGE, folder / "model.safetensors")
        cut = pieces_of(folder)
        for at in range(0, len(missing), AT_A_TIME):
            some = missing[at : at + AT_A_TIME]
            known |= dict(zip(some, embedded(encoder, cut(some)), strict=True))
            print(f"  the large encoder has read {at + len(some)} of {len(missing)}", flush=True)
            np.savez(kept, texts=np.array(list(known)), vectors=np.stack(list(known.values())))
    return torch.tensor(np.stack([known[text] for text in texts]))


def opinions(known: Tensor, labels: Tensor, classes: int) -> Tensor:
    """How likely each class is for each sentence, by a head that never saw it."""
    fold = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0)) % FOLDS
    scores = torch.zeros(len(labels), classes)
    for held in range(FOLDS):
        weights, bias = _fit(known[fold != held], labels[fold != held], classes)
        scores[fold == held] = known[fold == held] @ weights + bias
    heats = np.geomspace(0.3, 3, 30)
    best = min(heats, key=lambda heat: float(functional.cross_entropy(scores * heat, labels)))
    return (scores * best).softmax(1)


def _fit(known: Tensor, labels: Tensor, classes: int) -> tuple[Tensor, Tensor]:
    weights = torch.zeros(known.shape[1], classes, requires_grad=True)
    bias = torch.zeros(classes, requires_grad=True)
    optimiser = torch.optim.LBFGS([weights, bias], max_iter=STEPS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimiser.zero_grad()
        total = functional.cross_entropy(known @ weights + bias, labels, reduction="sum")
        total = total + PENALTY / 2 * weights.square().sum()
        total.backward()
        return total

    optimiser.step(loss)
    return weights.detach(), bias.detach()
