"""Which model belongs to the data at hand, and how it is trained.

A model's file name holds a digest of everything it is made from, so a model is trained when
something changed and never otherwise, and the engine never serves one out of step with its data.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

DATA = ("config.yml", "domain.yml", "data")
CODE = Path(__file__).parent
KINDS_OF_FILE = (".yml", ".yaml", ".py", ".txt")
KEPT = 2


class NotTrained(Exception):
    """The data cannot be made into a model; the words say where it is wrong."""


def current(root: Path) -> Path:
    """Where the model of the data under a folder is, or would be."""
    digest = hashlib.sha256()
    for name, file in sorted(_sources(root)):
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return root / "models" / f"doorstep-{digest.hexdigest()[:16]}.tar.gz"


def train(root: Path) -> Path:
    """Trains the model of the data under a folder and puts it in place in one step."""
    from bot.engine.nlu import vectors

    vectors.begin(root / "data")
    import rasa.model_training
    from rasa.shared.exceptions import RasaException, YamlException
    from ruamel.yaml import YAMLError

    model = current(root)
    fresh = model.parent / "fresh"
    try:
        result = rasa.model_training.train(
            domain=str(root / "domain.yml"),
            config=str(root / "config.yml"),
            training_files=[str(root / "data")],
            output=str(fresh),
            force_training=True,
            fixed_model_name=model.name,
        )
    except (RasaException, YamlException, YAMLError) as error:
        raise NotTrained(f"The model could not be trained. {_first_cause(error)}") from error
    Path(str(result.model)).replace(model)
    fresh.rmdir()
    _forget_old(model)
    return model


def _first_cause(error: BaseException) -> BaseException:
    while error.__cause__ is not None:
        error = error.__cause__
    return error


def _sources(root: Path) -> Iterator[tuple[str, Path]]:
    for home, top in (*((root, root / name) for name in DATA), (CODE, CODE)):
        for file in top.rglob("*") if top.is_dir() else (top,):
            if file.suffix in KINDS_OF_FILE and file.is_file():
                yield str(file.relative_to(home)), file


def _forget_old(model: Path) -> None:
    models = sorted(model.parent.glob("doorstep-*.tar.gz"), key=lambda each: each.stat().st_mtime)
    for old in models[:-KEPT]:
        old.unlink(missing_ok=True)
