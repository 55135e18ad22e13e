"""The providers' own wire examples, where they lie beside this repository (../shared/contracts)."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.sources import ROOT

CONTRACTS = ROOT.parent / "shared" / "contracts"


def example(path: str) -> Any:
    """One recorded answer; the test is skipped, and says so, on a machine without them."""
    file = CONTRACTS / path
    if not file.exists():
        pytest.skip(f"wire example missing: ../shared/contracts/{path}")
    return json.loads(file.read_text(encoding="utf-8"))


def folder(path: str) -> Path:
    """A folder of recorded payloads, on the same terms."""
    found = CONTRACTS / path
    if not found.is_dir():
        pytest.skip(f"wire examples missing: ../shared/contracts/{path}")
    return found
