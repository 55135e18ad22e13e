"""Setting up: made whole or made again, and one clear sentence when it cannot be."""

import json
import subprocess
from pathlib import Path

import pytest

from deploy.setup import Environment, SetupFailed, install, is_whole

ROOT = Path(__file__).parent.parent.parent
FIND = ROOT / "deploy" / "find_python.sh"


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    """An environment whose lock asks for nothing, so that making it needs no network."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "small.lock").write_text("# nothing\n")
    return Environment("small", ("small.lock",), root=tmp_path)


def test_an_environment_is_made_once_and_again_when_it_was_left_half_made(
    environment: Environment,
) -> None:
    install([environment])
    assert is_whole(environment)
    leftover = environment.folder / "leftover"
    leftover.touch()
    environment.marker.unlink()
    assert not is_whole(environment)
    install([environment])
    assert is_whole(environment)
    assert not leftover.exists()


def test_a_failed_install_is_one_sentence_and_leaves_no_whole_environment(
    environment: Environment,
) -> None:
    nowhere = "doorstep-nowhere @ file:///nowhere/doorstep.whl --hash=sha256:" + "0" * 64
    environment.path_of("small.lock").write_text(nowhere)
    with pytest.raises(SetupFailed, match=r"small environment was not made: ERROR.*setup-small"):
        install([environment])
    assert not is_whole(environment)


def test_only_a_changed_lock_makes_an_environment_stale(environment: Environment) -> None:
    environment.marker.parent.mkdir(parents=True)
    (environment.folder / "bin").mkdir()
    environment.python.symlink_to("/bin/true")
    environment.marker.write_text(json.dumps(environment.wanted()))
    assert is_whole(environment)
    environment.path_of("small.lock").write_text("# something else\n")
    assert not is_whole(environment)


def find(**environ: str) -> subprocess.CompletedProcess[str]:
    """Looks for an interpreter with only this in the environment."""
    return subprocess.run(["/bin/sh", FIND], env=environ, capture_output=True, text=True)


def test_a_machine_without_our_python_is_told_in_one_sentence(tmp_path: Path) -> None:
    found = find(PATH=str(tmp_path))
    assert found.returncode == 1
    assert found.stderr.startswith("Doorstep needs Python 3.11 or 3.12, and this machine has")
    assert found.stderr.count("\n") == 1


def test_a_python_of_another_age_is_refused_by_name(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    old.write_text("#!/bin/sh\n")
    old.chmod(0o755)
    assert "python3 is neither" in find(PATH=str(tmp_path), PYTHON="python3").stderr
