"""Places where a test may end the process as `kill -9` would, to prove nothing is lost there."""

import os

from integrations.settings import Settings


def crash_point(name: str, settings: Settings) -> None:
    if settings.crash_at == name:
        os._exit(9)
