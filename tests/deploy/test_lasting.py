"""A measurement of five minutes is not taken for a test that hangs."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.processes import ROOT

MEASURED = """
import time
import pytest

{mark}
def test_it():
    time.sleep(1.5)
"""


def told(folder: Path, mark: str) -> str:
    """What pytest says of a test of 1.5 seconds where a second is taken for hanging."""
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "bench" / "conftest.py", folder)
    (folder / "pytest.ini").write_text("[pytest]\nfaulthandler_timeout = 1\n")
    (folder / "test_one.py").write_text(MEASURED.format(mark=mark))
    command = [sys.executable, "-m", "pytest", "-q", "--import-mode=importlib", str(folder)]
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout + ran.stderr


def test_who_says_how_long_it_lasts_has_that_time(tmp_path: Path) -> None:
    assert "Timeout" not in told(tmp_path / "long", "@pytest.mark.lasts(60)")
    assert "Timeout" in told(tmp_path / "unsaid", "")
    assert "Timeout" in told(tmp_path / "short", "@pytest.mark.lasts(0.5)")
