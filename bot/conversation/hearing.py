"""The road's own ear for danger: what the plain rules cannot put in words, heard by likeness.

It runs in this process, so it hears with the engine stopped. Without its model or its libraries the
plain rules go on alone, and readiness says so.
"""

import logging
from collections.abc import Callable
from pathlib import Path

from threadpoolctl import threadpool_limits

from actions.emergencies.service import Heard

Hear = Callable[[str], Heard | None]
LONGEST = 1_000
"""Characters: the rest of a very long message is left to the plain rules."""

logger = logging.getLogger(__name__)


class Ear:
    """Loads its model at the first call to `ready`, not before."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._hear: Hear | None = None
        self._reason: str | None = None

    def __call__(self, text: str) -> Heard | None:
        return self._hear(text[:LONGEST]) if self._hear and text else None

    def ready(self) -> bool:
        """Whether it hears; tries again as long as it does not."""
        if self._hear is None:
            try:
                self._hear = load(self._root)
            except (ImportError, OSError, ValueError) as fault:
                self._say_once(f"{type(fault).__name__}: {fault}")
        return self._hear is not None

    def _say_once(self, reason: str) -> None:
        if reason != self._reason:
            logger.warning("danger is looked for by the plain rules alone (%s)", reason)
            self._reason = reason


def load(root: Path) -> Hear:
    """Raises ImportError, OSError or ValueError when it cannot be had."""
    from bot.engine.nlu import encoder, safety  # heavy, and in tests often not wanted

    threadpool_limits(1)  # more, on busy cores, wait for each other longer than they help
    head = safety.Head.load(root / safety.FILE)
    encode = encoder.shared().embed

    def hear(text: str) -> Heard | None:
        verdict = head.judge(encode(text), text)
        return Heard(verdict.response, verdict.sure, verdict.others) if verdict else None

    return hear


def nothing(_: str) -> Heard | None:
    """For whoever needs the plain rules alone."""
    return None
