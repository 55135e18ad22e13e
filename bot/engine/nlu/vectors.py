"""The vectors of the training texts, kept between trainings under a digest of each text.

Encoding is most of a first training and needs nothing of Rasa, so it begins while Rasa is still
being read. Imports nothing of Rasa.
"""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock, Thread

import numpy as np
import yaml

from bot.engine.nlu import encoder

KEPT = Path("models/vectors.npz")
_one_at_a_time = Lock()


def begin(data: Path) -> None:
    """Starts to encode the examples under a folder; `of` waits for what is under way."""
    Thread(target=lambda: of(list(_examples(data))), daemon=True).start()


def of(texts: Sequence[str], kept: Path = KEPT) -> encoder.Vectors:
    """The vectors of some texts, encoding only those not met before."""
    with _one_at_a_time:
        keys = [_key(text) for text in texts]
        known = _read(kept)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = encoder.shared().embed_all(list(missing.values()))
            known |= dict(zip(missing, fresh, strict=True))
            kept.parent.mkdir(parents=True, exist_ok=True)
            np.savez(kept, keys=np.array(list(known)), vectors=np.stack(list(known.values())))
        return np.stack([known[key] for key in keys])


def _examples(data: Path) -> Iterator[str]:
    """A quick reading, without Rasa's checks; what it gets wrong is encoded again later."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file in (*data.glob("*/nlu/*.yml"), *data.glob("report/kinds/*.yml")):
        try:
            found = yaml.load(file.read_text(encoding="utf-8"), loader)
        except (yaml.YAMLError, UnicodeDecodeError):
            continue  # the training itself says what is wrong with it
        parts = found.get("nlu", [found]) if isinstance(found, dict) else []
        for part in parts:
            for line in str(part.get("examples", "")).splitlines():
                if line.strip().startswith("- "):
                    yield line.strip().removeprefix("- ").strip()


def _key(text: str) -> str:
    return encoder.MODEL_SHA256[:8] + hashlib.sha256(text.encode()).hexdigest()


def _read(kept: Path) -> dict[str, encoder.Vectors]:
    if not kept.is_file():
        return {}
    try:
        with np.load(kept, allow_pickle=False) as found:
            return dict(zip(found["keys"], found["vectors"], strict=True))
    except (OSError, ValueError, KeyError):  # cut off while it was written: only speed is lost
        return {}
