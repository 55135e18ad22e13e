"""Fits the small encoder to our sentences.

Cross-entropy on cosines to one direction a class (as in Wang et al. 2018, "CosFace"), half of it
against the large encoder's opinions (Hinton et al. 2015, "Distilling the Knowledge in a Neural
Network"); half of the sentences are noisy copies, fresh in each pass. Several processes learn from
a share each and average their weights every few steps (Stich 2019, "Local SGD").
"""

import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.distributed as together
from torch import Tensor, nn
from torch.nn import functional

from deploy.adapt.corpus import Example
from deploy.adapt.nets import SMALL, Encoder
from deploy.adapt.noise import noisy
from deploy.adapt.texts import batches, embedded, padded, pieces_of

PASSES = 3
BATCH = 24
RATE, SHRINK = 1.2e-4, 0.9
"""The last layer's learning rate, and what each layer below keeps of it; words stay as they are."""
HEAD_RATE = 2e-3
DECAY = 0.01
WARM = 0.08
SHARPNESS = 20.0
SMOOTH = 0.1
NOISY = 0.5
TAUGHT = 0.5
"""How much the large encoder's opinion weighs, where it has one."""
AVERAGE_EVERY = 10
SOME = 24
TELL_EVERY = 20


@dataclass(frozen=True)
class Course:
    """What is learnt, and by which of how many processes."""

    examples: list[Example]
    opinions: Tensor
    folder: Path
    worker: int
    workers: int
    meeting: Path

    @property
    def classes(self) -> list[str]:
        """Every class, in order."""
        return sorted({one.label for one in self.examples})


class Learner:
    """The encoder, one direction a class, and the optimiser of both."""

    def __init__(self, course: Course) -> None:
        torch.manual_seed(course.worker)
        self.course = course
        self.cut = pieces_of(course.folder)
        self.chance = random.Random(course.worker)
        self.encoder = Encoder(SMALL, course.folder / "model.safetensors")
        number = {label: at for at, label in enumerate(course.classes)}
        self.labels = torch.tensor([number[one.label] for one in course.examples])
        self.head = nn.Parameter(self._means())
        for table in (self.encoder.words, self.encoder.places):
            table.weight.requires_grad_(False)
        self.encoder.kinds.requires_grad_(False)
        counts = torch.bincount(self.labels).float()
        self.weight = (counts.mean() / counts).clamp(0.3, 2).sqrt()
        self.steps = PASSES * (len(course.examples) // course.workers // BATCH)
        self.optimiser = torch.optim.AdamW(list(self._groups()))
        self.schedule = torch.optim.lr_scheduler.LambdaLR(self.optimiser, self._pace)
        self.done = 0
        if course.workers > 1:
            place = {"rank": course.worker, "world_size": course.workers}
            together.init_process_group("gloo", init_method=f"file://{course.meeting}", **place)

    def learn(self) -> Iterator[Encoder]:
        """Passes over the sentences; the encoder after each."""
        for number in range(PASSES):
            self._one_pass(number)
            self._average()
            yield self.encoder

    def _one_pass(self, number: int) -> None:
        course, began, wrong = self.course, time.monotonic(), 0.0
        texts = [
            noisy(one.text, self.chance) if self.chance.random() < NOISY else one.text
            for one in course.examples
        ]
        rows = self.cut(texts)
        order = list(range(len(rows)))
        random.Random(number).shuffle(order)
        mine = order[course.worker :: course.workers]
        self.encoder.train()
        todo = list(batches(mine, [len(row) for row in rows], BATCH, self.chance))
        for batch in todo[: self.steps // PASSES]:
            wrong += self._step([rows[one] for one in batch], torch.tensor(batch))
            self.done += 1
            if self.done % AVERAGE_EVERY == 0:
                self._average()
            if self.done % TELL_EVERY == 0 and not course.worker:
                took = time.monotonic() - began
                loss = wrong / (self.done - number * (self.steps // PASSES))
                print(f"  step {self.done} of {self.steps}: {loss:.3f}, {took:.0f} s", flush=True)

    def _step(self, rows: list[list[int]], batch: Tensor) -> float:
        vectors = self.encoder(*padded(rows, SMALL.padding))
        scores = SHARPNESS * vectors @ functional.normalize(self.head, dim=-1).T
        labels, opinion = self.labels[batch], self.course.opinions[batch]
        hard = functional.cross_entropy(scores, labels, label_smoothing=SMOOTH, reduction="none")
        soft = -(opinion * scores.log_softmax(1)).sum(1)
        taught = TAUGHT * (opinion.sum(1) > 0)
        loss = (((1 - taught) * hard + taught * soft) * self.weight[labels]).mean()
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.encoder.parameters(), 1.0)
        self.optimiser.step()
        self.schedule.step()
        return float(loss.detach())

    def _means(self) -> Tensor:
        """The mean vector of some sentences of each class, before anything is learnt."""
        means = []
        for label in self.course.classes:
            some = [one.text for one in self.course.examples if one.label == label][:SOME]
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

    def _pace(self, step: int) -> float:
        return min(1.0, (step + 1) / (WARM * self.steps)) * max(0.02, 1 - step / self.steps)

    @torch.no_grad()
    def _average(self) -> None:
        if self.course.workers == 1:
            return
        mine = [one for one in (*self.encoder.parameters(), self.head) if one.requires_grad]
        flat = torch.cat([one.reshape(-1) for one in mine])
        together.all_reduce(flat)
        for one, part in zip(mine, flat.split([one.numel() for one in mine]), strict=True):
            one.copy_(part.view_as(one) / self.course.workers)


def one_thread() -> None:
    """Each process uses one thread: two that wait for each other are slower on a busy machine."""
    torch.set_num_threads(1)
    os.nice(5)
