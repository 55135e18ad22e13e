"""What the documents say is there is there."""

import re
from dataclasses import fields

import pytest

from integrations.settings import Settings, variable
from tests.sources import ROOT, no

DOCUMENTS = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]
# A name in code marks that looks like a path of ours.
PATH = re.compile(
    r"`((?:bot|actions|data|integrations|deploy|tests|docs|requirements)/[\w./<>*-]*)`"
)
FILL_IN = re.compile(r"[<*]")


def text(document: str) -> str:
    """A document as it stands."""
    return (ROOT / document).read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_path_a_document_names_exists(document: str) -> None:
    named = [path for path in PATH.findall(text(document)) if not FILL_IN.search(path)]
    no(f"{document} names {path}" for path in named if not (ROOT / path).exists())


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_a_document_gives_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text("Makefile"), flags=re.MULTILINE))
    given = re.findall(r"`(?:\S+ )?make ([\w-]+)", text(document))
    no(f"{document} gives make {name}" for name in given if name not in targets)


def test_every_setting_is_explained() -> None:
    explained = text("docs/running.md")
    no(variable(one.name) for one in fields(Settings) if f"`{variable(one.name)}`" not in explained)


def test_every_target_of_the_makefile_says_what_it_does() -> None:
    no(re.findall(r"^[a-z-]+:(?!.*## ).*$", text("Makefile"), flags=re.MULTILINE))


@pytest.mark.parametrize(("page", "promises"), [("desk", 37), ("phone", 16)])
def test_every_test_that_a_page_of_promises_names_is_there(page: str, promises: int) -> None:
    document = f"docs/{page}_checks.md"
    rows = [line for line in text(document).splitlines() if line.startswith("| ")]
    named = [(re.findall(r"`(tests/[\w/]+\.py)`", row), re.findall(r"`(test_\w+)`", row))
             for row in rows[1:]]  # fmt: skip
    assert len(named) >= promises and all(files and tests for files, tests in named)
    missing = [
        one
        for files, tests in named
        for one in tests
        if not any(f"def {one}(" in text(file) for file in files)
    ]
    no(f"{document} names {one}" for one in missing)
