"""What a stand-in is: a real HTTP server that honours one contract over a world it was given.

A system's standin.py subclasses `StandIn` and writes three things: how its world is read, its
routes, and its own error shape. The admin routes, faults and the log of what was sent come from
integrations/standins.py, which mounts it with one line.
"""

import inspect
import json
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, ClassVar

from sanic import Blueprint, HTTPResponse, Request

from integrations.clock import Clock

Seed = dict[str, Any]


class BadSeed(Exception):
    """The text names the fault and where it is."""


class StandIn(ABC):
    """Decides nothing, and never tells two equal requests apart where the contract does not."""

    slug: ClassVar[str]
    # Whether what it is sent changes its world; the others need no reading again to be as new.
    takes_in: ClassVar[bool] = False

    def __init__(self, clock: Clock) -> None:
        self.clock = clock

    @abstractmethod
    def load(self, seed: Seed) -> None:
        """Replaces the world. Raises BadSeed before anything is changed."""

    @abstractmethod
    def blueprint(self) -> Blueprint:
        """The contract's routes, under /<slug>."""

    @abstractmethod
    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        """An error in the contract's own shape: for unknown paths, wrong methods and faults."""

    def seed(self) -> Seed:
        """The world in the files of seed/. Each holds part of one object: lists are joined."""
        folder = Path(inspect.getfile(type(self))).parent / "seed"
        whole: Seed = {}
        for path in sorted(folder.glob("*.json")):
            for name, part in json.loads(path.read_text(encoding="utf-8")).items():
                join(whole, name, part)
        return whole


def join(whole: Seed, name: str, part: Any) -> None:
    if name not in whole:
        whole[name] = part
    elif isinstance(part, list):
        whole[name] = whole[name] + part
    else:
        whole[name] = {**whole[name], **part}
