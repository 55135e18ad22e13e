"""A measurement may take longer than any test: where it hangs is told when its own time is up."""

import faulthandler
import os
from collections.abc import Iterator

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "lasts(seconds): how long it may take before it hangs")


@pytest.fixture(autouse=True)
def _until_it_hangs(request: pytest.FixtureRequest) -> Iterator[None]:
    """In place of the time that pyproject.toml gives every test."""
    own = request.node.get_closest_marker("lasts")
    if own is None:
        yield
        return
    capturing = request.config.pluginmanager.getplugin("capturemanager")
    with capturing.global_and_fixture_disabled():
        screen = os.dup(2)
    faulthandler.dump_traceback_later(own.args[0], file=screen)
    yield
    faulthandler.cancel_dump_traceback_later()
    os.close(screen)
