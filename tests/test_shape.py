"""The shape of this repository, kept by a program instead of by reviewers. One line a fault."""

import ast
import re
import sys

import pytest

from tests import sources
from tests.sources import OURS, ROOT, Import, files, folders, imports, inside, no

LINES = 300
FUNCTION_LINES = 40

# Tables of data, which nobody reads from top to bottom.
TABLES = {"data/council.yml", "data/conversation/nlu/out_of_scope.yml"}
# A system that is one of our own parts has no stand-in: its tests use the real thing.
NO_STANDIN = {"assistant", "handover"}
# Our own database: it has models and migrations instead of a contract.
NOT_A_CONTRACT = {"store"}
# The places where everything is put together; every other file at the top knows no part.
COMPOSITION = {"integrations/wiring.py", "integrations/standins.py", "actions/__main__.py"}
# Code that must go on whatever a part of it does, each with its reason beside the handler.
CATCHES_ALL = {"actions/base.py", "bot/app.py", "bot/workers.py"}
# The launcher fills in what the environment does not say; the engine may not import our settings.
READS_ENVIRONMENT = {"integrations/settings.py", "bot/engine/__main__.py", "deploy/demo.py"}

# The parts of the engine that import nothing of Rasa, and who may use them: the road hears danger
# with the engine stopped.
RASA_FREE = {"bot/conversation/hearing.py": ("bot.engine.nlu.encoder", "bot.engine.nlu.safety")}

HOMES = {
    "requests": ("integrations/client.py",),
    "sqlalchemy": ("integrations/store/", "bot/engine/tracker_store.py"),
    "alembic": ("integrations/store/",),
    "rasa": ("bot/engine/",),
    "rasa_sdk": ("actions/base.py", "actions/__main__.py", "actions/*/actions.py"),
}
# Folders of words that belong to a face of ours and not to a topic: nothing in them is for Rasa.
FACES = {"desk"}
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager"}
SCRIPT_FOLDERS = (".", "deploy")


def topic_of(path: str) -> str | None:
    """``actions/report/service.py`` -> ``report``; None at the top of the package."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else None


def only_understood() -> set[str]:
    """Topics that have examples and nothing else: a person deals with them so far."""
    return {
        slug
        for slug in folders("data")
        if {path.name for path in (ROOT / "data" / slug).iterdir()} == {"nlu"}
    }


def test_a_topic_has_its_actions_its_data_its_tests_and_its_conversations() -> None:
    homes = ("actions", "data", "tests/actions", "tests/conversations")
    found = {home: folders(home) for home in homes}
    found["data"] -= only_understood() | FACES
    slugs = set.union(*found.values())
    no(
        f"{slug} has no {home}/{slug}"
        for slug in slugs
        for home in homes
        if slug not in found[home]
    )


def test_a_topic_folder_has_actions_or_a_service() -> None:
    no(
        f"actions/{slug} has neither actions.py nor service.py"
        for slug in folders("actions")
        if not any(
            (ROOT / "actions" / slug / name).exists() for name in ("actions.py", "service.py")
        )
    )


def test_every_system_has_its_five_files() -> None:
    for_all = ["README.md", "contract.py", "client.py"]
    no(
        f"integrations/{system} has no {name}"
        for system in folders("integrations") - NOT_A_CONTRACT
        for name in [*for_all, *([] if system in NO_STANDIN else ["standin.py", "seed"])]
        if not (ROOT / "integrations" / system / name).exists()
    )


def test_no_file_is_over_three_hundred_lines() -> None:
    tops = (*OURS, "data", "tests")
    paths = [path for suffix in (".py", ".yml", ".js", ".css", ".html")
             for path in files(*tops, suffix=suffix)]  # fmt: skip
    sizes = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in paths}
    no(
        f"{path} has {size} lines"
        for path, size in sizes.items()
        if size > LINES and path not in TABLES
    )


def test_no_function_is_over_forty_lines() -> None:
    functions = (
        (path, node)
        for path in files(*OURS, "tests")
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    no(
        f"{path}:{node.lineno} {node.name} has {size} lines"
        for path, node in functions
        if (size := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    )


def lawless(one: Import) -> bool:
    """Whether an import goes back up, or from the engine's side to ours, or the other way."""
    path, module = one.path, one.module
    if path.startswith("bot/engine/"):
        return inside(module, *OURS) and not inside(module, "bot.engine")
    if inside(module, "bot.engine"):
        return module not in RASA_FREE.get(path, ())
    if path.startswith("deploy/"):
        return inside(module, "bot", "actions", "integrations")
    if path.startswith("integrations/"):
        return inside(module, "bot", "actions", "deploy")
    if path.startswith("actions/"):
        return inside(module, "bot", "deploy")
    return inside(module, "deploy")


def test_imports_run_from_bot_to_actions_to_integrations() -> None:
    no(one for path in files(*OURS) for one in imports(path) if lawless(one))


def sideways(one: Import, package: str) -> bool:
    """Whether a file reaches into another folder beside its own."""
    parts = one.module.split(".")
    if parts[0] != package or len(parts) < 2 or parts[1] not in folders(package):
        return False
    return parts[1] != topic_of(one.path)


def test_no_topic_imports_another_topic() -> None:
    no(
        one
        for path in files("actions")
        if path not in COMPOSITION
        for one in imports(path)
        if sideways(one, "actions")
    )


def test_no_system_imports_another_system() -> None:
    no(
        one
        for path in files("integrations")
        if path not in COMPOSITION
        for one in imports(path)
        if sideways(one, "integrations")
    )


def test_only_the_composition_root_is_told_of_the_composition_root() -> None:
    no(
        one
        for path in files("integrations")
        if path not in COMPOSITION
        for one in imports(path)
        if inside(one.module, "integrations.wiring", "integrations.standins")
        or one.module in ("integrations.wiring", "integrations.standins")
    )


def at_home(path: str, homes: tuple[str, ...]) -> bool:
    """Whether a file is one of a library's homes."""
    topic = topic_of(path)
    return any(
        path.startswith(home) if home.endswith("/") else path == home.replace("*", topic or "*")
        for home in homes
    )


@pytest.mark.parametrize("library", HOMES)
def test_a_library_is_imported_only_in_its_home(library: str) -> None:
    no(
        one
        for path in files(*OURS)
        for one in imports(path)
        if inside(one.module, library) and not at_home(path, HOMES[library])
    )


def test_the_environment_is_read_in_one_place() -> None:
    reads = re.compile(r"\bos\.(environ|getenv|putenv)|\bgetenv\(|from os import .*environ")
    no(
        f"{path} reads the environment"
        for path in files(*OURS)
        if path not in READS_ENVIRONMENT and reads.search((ROOT / path).read_text(encoding="utf-8"))
    )


def test_a_service_knows_neither_rasa_nor_http() -> None:
    banned = ("rasa_sdk", "rasa", "requests", "urllib", "http", "sanic", "sqlalchemy", "os")
    no(
        one
        for path in files("actions")
        if path.endswith("/service.py")
        for one in imports(path)
        if inside(one.module, *banned)
    )


def test_no_file_has_a_name_that_says_nothing() -> None:
    stems = [(path, part) for path in files(*OURS, "tests") for part in re.split(r"[/.]", path)]
    no(f"{path} is named {part}" for path, part in stems if part in BANNED_NAMES)


def test_no_script_hides_a_standard_module() -> None:
    no(
        f"{path} hides the standard module {path.stem}"
        for folder in SCRIPT_FOLDERS
        for path in (ROOT / folder).glob("*.py")
        if path.stem in sys.stdlib_module_names
    )


def test_every_init_file_is_empty_and_tests_have_none() -> None:
    inits = [path for path in files(*OURS, "tests") if path.endswith("__init__.py")]
    no(
        f"{path} is not empty"
        for path in inits
        if (ROOT / path).read_text(encoding="utf-8").strip()
    )
    no(f"{path} hides the package it is named after" for path in inits if path.startswith("tests/"))


def test_nothing_is_patched() -> None:
    patch = re.compile(r"mock\s+import\s.*patch|mock\.patch|\bmocker\b|monkeypatch\.setattr")
    no(
        f"{path} patches; use a stand-in or a fake"
        for path in files("tests")
        if not path.endswith("test_shape.py")
        and patch.search((ROOT / path).read_text(encoding="utf-8"))
    )


def passes_on(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only gives the fault another name: it ends by raising."""
    return isinstance(handler.body[-1], ast.Raise)


def test_nothing_catches_everything_and_goes_on() -> None:
    handlers = (
        (path, node)
        for path in files(*OURS)
        if path not in CATCHES_ALL
        for node in ast.walk(sources.tree(path))
        if isinstance(node, ast.ExceptHandler) and not passes_on(node)
    )
    no(
        f"{path}:{node.lineno} catches everything"
        for path, node in handlers
        if node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    )
