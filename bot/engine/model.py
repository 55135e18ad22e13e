"""Which model belongs to the data at hand, and how it is trained.

A model's file name holds a digest of everything it is made from, so a model is trained when something
changed and never otherwise, and the engine never serves one that is out of step with its data.
"""

import hashlib
import os
from pathlib import Path

MADE_FROM = ("config.yml", "domain.yml", "data", "bot/engine")
KINDS_OF_FILE = (".yml", ".yaml", ".py", ".txt")
KEPT = 2


def current(root: Path) -> Path:
    """Where the model of the data under a folder is, or would be."""
    digest = hashlib.sha256()
    for file in sorted(_sources(root)):
        digest.update(f"{file.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return root / "models" / f"doorstep-{digest.hexdigest()[:16]}.tar.gz"


def train(root: Path) -> Path:
    """Trains the model of the data under a folder and puts it in place in one step."""
    import rasa.model_training

    model = current(root)
    fresh = model.parent / "fresh"
    result = rasa.model_training.train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=[str(root / "data")],
        output=str(fresh),
        force_training=True,
        fixed_model_name=model.name,
    )
    os.replace(str(result.model), model)
    fresh.rmdir()
    _forget_old(model)
    return model


def _sources(root: Path) -> list[Path]:
    tops = [root / name for name in MADE_FROM]
    inside = [file for top in tops for file in top.rglob("*") if file.suffix in KINDS_OF_FILE]
    return [top for top in tops if top.is_file()] + inside


def _forget_old(model: Path) -> None:
    models = sorted(model.parent.glob("doorstep-*.tar.gz"), key=lambda each: each.stat().st_mtime)
    for old in models[:-KEPT]:
        old.unlink(missing_ok=True)
