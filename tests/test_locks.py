"""What is installed: everything pinned by hash, from nowhere in particular, and no TensorFlow."""

import re
import sys

import pytest

from tests.sources import OURS, ROOT, files, imports

LOCKS = ("app.lock", "engine.lock", "test.lock")
APART = ("adapt.lock", "stock.lock")
# A package whose import has another name than itself.
PACKAGE_OF = {
    "yaml": "pyyaml",
    "rasa_sdk": "rasa-sdk",
    "PIL": "pillow",
    "argon2": "argon2-cffi",
    "jwt": "pyjwt",
    "notifications_python_client": "notifications-python-client",
}


def text(lock: str) -> str:
    """A lock file as it stands."""
    return (ROOT / "requirements" / lock).read_text(encoding="utf-8")


def pins(lock: str) -> dict[str, str]:
    """The version of each package in a lock."""
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text(lock), flags=re.MULTILINE))


@pytest.mark.parametrize("lock", (*LOCKS, *APART))
def test_every_package_is_pinned_with_its_hashes(lock: str) -> None:
    entries = re.split(
        r"\n(?=[A-Za-z0-9])", re.sub(r"^\s*#.*\n", "", text(lock), flags=re.MULTILINE)
    )
    loose = [e.split("\n")[0] for e in entries if e.strip() and "--hash=sha256:" not in e]
    assert loose == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    assert (
        re.findall(r"\S*://\S+|^--?(?:index|extra|find)\S*", text(lock), flags=re.MULTILINE) == []
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_nothing_of_tensorflow_is_installed(lock: str) -> None:
    assert [name for name in pins(lock) if re.match(r"(?i)tensorflow|keras|tf[_-]", name)] == []


def test_the_tests_run_on_the_versions_that_residents_get() -> None:
    app, test = pins("app.lock"), pins("test.lock")
    assert {name: test.get(name) for name in app} == app


def test_what_the_app_imports_is_what_it_asks_for() -> None:
    asked = set(re.findall(r"^[a-z0-9-]+", text("app.in"), flags=re.MULTILINE))
    apart = sys.stdlib_module_names | {*OURS, "rasa", "."}
    elsewhere = ("bot/engine/", "deploy/adapt/")
    sides = [path for path in files(*OURS) if not path.startswith(elsewhere)]
    roots = {one.module.split(".")[0] for path in sides for one in imports(path)} - apart
    assert {PACKAGE_OF.get(root, root) for root in roots} - asked == set()
