import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.databases import database_url, migrated_file, open_store, store
from tests.road import Road
from tests.standins import StandIns

__all__ = ["database_url", "migrated_file", "open_store", "store"]

CHILD = Path(__file__).with_name("child.py")
KILLED = 9
FLYTIP = {
    "services": [
        {"service_code": "FLYTIP", "service_name": "Fly-tipping", "metadata": False},
    ],
    "definitions": {},
    "requests": [],
}


class Nursery:
    """Starts children of child.py, and tells how they ended."""

    def __init__(self):
        words = [sys.executable, str(CHILD)]
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, what, **options):
        words = [what]
        for name, value in options.items():
            flag = f"--{name.replace('_', '-')}"
            if value is True:
                words.append(flag)
            elif value not in (None, False):
                words += [flag, str(value)]
        return self._ask(f"start {json.dumps(words)}")

    def run(self, what, **options):
        """Runs a child to its end. Returns its exit code."""
        return self._ask(f"wait {self.start(what, **options)}")

    def kill(self, child):
        os.kill(child, signal.SIGKILL)
        return self._ask(f"wait {child}")

    def _ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def nursery():
    nursery = Nursery()
    yield nursery
    nursery.close()


@pytest.fixture(scope="session")
def run(nursery):
    return nursery.run


@pytest.fixture
def road(store):
    return Road(store)


@pytest.fixture
def resident(road):
    return road.resident()


@pytest.fixture(scope="session")
def standins():
    with StandIns() as running:
        yield running


@pytest.fixture
def council(standins):
    """The council's own list of requests, empty, with fly-tipping as its one service."""
    standins.reset()
    standins.load("open311", FLYTIP)
    return standins
