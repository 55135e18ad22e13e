"""Reads this repository as text: what the shape and words tests look at. Nothing is imported."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).parent.parent
OURS = ("bot", "actions", "integrations", "deploy")
HIDDEN = {"__pycache__", "node_modules"}


class Import(NamedTuple):
    """One module named by an import statement."""

    path: str
    line: int
    module: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def files(*tops: str, suffix: str = ".py") -> list[str]:
    """Paths of our own files, from the root of the repository."""
    found = (path for top in tops for path in (ROOT / top).rglob(f"*{suffix}"))
    return sorted(
        str(path.relative_to(ROOT))
        for path in found
        if path.is_file() and not HIDDEN & {*path.parts}
    )


def folders(top: str) -> set[str]:
    """The slugs under a folder: those that hold something."""
    return {
        path.name
        for path in (ROOT / top).glob("*")
        if path.is_dir() and path.name not in HIDDEN and any(path.rglob("*.*"))
    }


@cache
def tree(path: str) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def document(path: str) -> Any:
    """What a YAML file holds."""
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def imports(path: str) -> Iterator[Import]:
    """Every module a file imports, wherever in it; ``from a import b`` counts as ``a.b``."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(path, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or "."
            yield from (Import(path, node.lineno, f"{base}.{alias.name}") for alias in node.names)


def inside(module: str, *packages: str) -> bool:
    """Whether a module is one of the packages or lies within one."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def classes(path: str) -> Iterator[ast.ClassDef]:
    """The classes of a file."""
    return (node for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def bases(node: ast.ClassDef) -> set[str]:
    """The names a class inherits from."""
    return {ast.unparse(base).rpartition(".")[2] for base in node.bases}


def texts(path: str) -> Iterator[str]:
    """The string constants of a Python file; the open end of an f-string shows as ``*``."""
    parts = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
            yield "".join(str(v.value) if isinstance(v, ast.Constant) else "*" for v in node.values)
        elif (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in parts
        ):
            yield node.value


def leaves(value: Any) -> Iterator[str]:
    """Every string and key within a YAML document."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif isinstance(value, str):
        yield value


def snake(name: str) -> str:
    """``AskPlace`` -> ``ask_place``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def no(faults: Iterable[object]) -> None:
    """Fails with one fault a line."""
    if found := sorted({str(fault) for fault in faults}):
        pytest.fail("\n".join(["", *found]), pytrace=False)
