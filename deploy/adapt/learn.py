"""Fits the small encoder to our sentences: one learner, alone, in one process.

Cross-entropy on cosines to one direction a class (as in Wang et al. 2018, "CosFace"), half of it
against the large encoder's opinions (Hinton et al. 2015, "Distilling the Knowledge in a Neural
Network"); a learner may also have to tell the large encoder's vector from its own. Half of the
sentences are noisy copies, fresh in each pass; some are two sentences in one message. Several
learners that differ a little are averaged (Wortsman et al. 2022, "Model soups").
"""

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from deploy.adapt.corpus import Example
from deploy.adapt.nets import LARGE, SMALL, Encoder
from deploy.adapt.noise import noisy
from deploy.adapt.texts import batches, embedded, padded, pieces_of

BATCH = 24
RATE, SHRINK = 1.2e-4, 0.9
"""The last layer's learning rate, and what each layer below keeps of it; words stay as they are."""
HEAD_RATE, TOLD_RATE = 2e-3, 1e-3
DECAY = 0.01
WARM = 0.08
SHARPNESS = 20.0
SMOOTH = 0.1
NOISY = 0.5
TAUGHT = 0.5
"""How much the large encoder's opinion weighs."""
SOME = 24
TELL_EVERY = 50
LONGEST_PAIR = 40
"""Words of two sentences in one message."""
TRIES = 6
JOINS = (
    ". ", " and ", " also ", " and also ", ", ", ". also ",
    "  ", "? ", " plus ", ". and ", "... ", " oh and ", "\n",
)  # fmt: skip
PLAIN_END = 0.6


@dataclass(frozen=True)
class Plan:
    """What sets one learner apart."""

    seed: int
    passes: int
    told: float
    """How much telling the large encoder's vector weighs."""
    joined: float
    """The share of sentences that get a second one of another class behind them."""


PLANS = (Plan(0, 5, 0.0, 0.0), Plan(1, 5, 2.0, 0.12), Plan(2, 8, 1.5, 0.0))


@dataclass(frozen=True)
class Lesson:
    """What every learner learns from: a row of opinions and a large vector for each example."""

    examples: list[Example]
    opinions: Tensor
    vectors: Tensor
    folder: Path

    @property
    def classes(self) -> list[str]:
        """Every class, in order."""
        return sorted({one.label for one in self.examples})


@dataclass(frozen=True)
class Reading:
    """The messages of one pass, and what each should say."""

    rows: list[list[int]]
    targets: Tensor
    vectors: Tensor


class Learner:
    """The encoder, one direction a class, and the optimiser of both."""

    def __init__(self, lesson: Lesson, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.lesson, self.plan = lesson, plan
        self.cut = pieces_of(lesson.folder)
        self.chance = random.Random(plan.seed + 100)
        self.encoder = Encoder(SMALL, lesson.folder / "model.safetensors")
        number = {label: at for at, label in enumerate(lesson.classes)}
        self.labels = torch.tensor([number[one.label] for one in lesson.examples])
        self.head = nn.Parameter(self._means())
        self.told = nn.Linear(SMALL.width, LARGE.width, bias=False)
        for table in (self.encoder.words, self.encoder.places):
            table.weight.requires_grad_(False)
        self.encoder.kinds.requires_grad_(False)
        counts = torch.bincount(self.labels).float()
        self.weight = (counts.mean() / counts).clamp(0.3, 2).sqrt()
        self.steps = plan.passes * (len(lesson.examples) // BATCH)
        self.optimiser = torch.optim.AdamW(list(self._groups()))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._pace)

    def learn(self) -> Encoder:
        """Passes over the sentences."""
        for number in range(self.plan.passes):
            began, wrong = time.monotonic(), 0.0
            read = self._read()
            self.encoder.train()
            for done, batch in enumerate(self._batches(read.rows, number), 1):
                wrong += self._step(read, batch)
                if done % TELL_EVERY == 0:
                    took = time.monotonic() - began
                    where = f"learner {self.plan.seed}, pass {number + 1} of {self.plan.passes}"
                    print(f"  {where}: {wrong / done:.3f}, {took:.0f} s", flush=True)
        return self.encoder

    def _read(self) -> Reading:
        lesson, texts, targets, vectors = self.lesson, [], [], []
        hard = functional.one_hot(self.labels, len(lesson.classes)).float()
        hard = hard * (1 - SMOOTH) + SMOOTH / len(lesson.classes)
        wanted = TAUGHT * lesson.opinions + (1 - TAUGHT) * hard
        for at, one in enumerate(lesson.examples):
            text, target, vector = one.text, wanted[at], lesson.vectors[at]
            if (other := self._other(at)) is not None:
                plain = text.rstrip(".!? ") if self.chance.random() < PLAIN_END else text
                text = plain + self.chance.choice(JOINS) + lesson.examples[other].text
                target = (target + wanted[other]) / 2
                vector = functional.normalize(vector + lesson.vectors[other], dim=-1)
            texts.append(noisy(text, self.chance) if self.chance.random() < NOISY else text)
            targets.append(target)
            vectors.append(vector)
        return Reading(self.cut(texts), torch.stack(targets), torch.stack(vectors))

    def _other(self, at: int) -> int | None:
        """The sentence that comes behind another in the same message, if one does."""
        every = self.lesson.examples
        if not self.plan.joined or self.chance.random() >= self.plan.joined:
            return None
        words = len(every[at].text.split())
        for _ in range(TRIES):
            other = self.chance.randrange(len(every))
            together = len(every[other].text.split()) + words
            if every[other].label != every[at].label and together < LONGEST_PAIR:
                return other
        return None

    def _batches(self, rows: Sequence[Sequence[int]], number: int) -> list[list[int]]:
        order = list(range(len(rows)))
        random.Random(self.plan.seed * 1000 + number).shuffle(order)
        found = list(batches(order, [len(row) for row in rows], BATCH, self.chance))
        return found[: self.steps // self.plan.passes]

    def _step(self, read: Reading, batch: list[int]) -> float:
        vectors = self.encoder(*padded([read.rows[one] for one in batch], SMALL.padding))
        scores = SHARPNESS * vectors @ functional.normalize(self.head, dim=-1).T
        each = -(read.targets[batch] * scores.log_softmax(1)).sum(1)
        loss = (each * self.weight[self.labels[batch]]).mean()
        shown = float(loss.detach())
        if self.plan.told:
            told = functional.normalize(self.told(vectors), dim=-1)
            loss = loss + self.plan.told * (1 - (told * read.vectors[batch]).sum(1).mean())
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return shown

    def _means(self) -> Tensor:
        """The mean vector of some sentences of each class, before anything is learnt."""
        means = []
        for label in self.lesson.classes:
            some = [one.text for one in self.lesson.examples if one.label == label][:SOME]
            means.append(torch.tensor(embedded(self.encoder, self.cut(some))).mean(0))
        return functional.normalize(torch.stack(means), dim=-1)

    def _groups(self) -> Iterator[dict[str, object]]:
        last = len(self.encoder.layers) - 1
        for name, one in self.encoder.named_parameters():
            if one.requires_grad:
                below = last - int(name.split(".")[1]) if name.startswith("layers") else last + 1
                decay = DECAY if one.ndim > 1 else 0.0
                yield {"params": [one], "lr": RATE * SHRINK**below, "weight_decay": decay}
        yield {"params": [self.head], "lr": HEAD_RATE, "weight_decay": 0.0}
        yield {"params": [self.told.weight], "lr": TOLD_RATE, "weight_decay": 0.0}

    def _pace(self, step: int) -> float:
        return min(1.0, (step + 1) / (WARM * self.steps)) * max(0.02, 1 - step / self.steps)


def averaged(files: Sequence[Path], encoder: Encoder) -> Encoder:
    """An encoder with the mean of the weights that several learners came to."""
    every = [torch.load(file, weights_only=True) for file in files]
    encoder.load_state_dict(
        {name: sum(one[name] for one in every) / len(every) for name in every[0]}
    )
    return encoder


def one_thread() -> None:
    """Each learner uses one thread: two that wait for each other are slower on a busy machine, and
    one adds up in the same order each time."""
    torch.set_num_threads(1)
    os.nice(5)
