"""The names in the dialogue agree: responses, slots, forms, actions, intents. One line a fault."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.sources import bases, classes, document, files, folders, leaves, no, snake, texts, tree

# Words that any topic's errors may use; they live with the conversation's own.
SHARED_PREFIX = {"conversation": ("utter_council_",)}
FORM_BASE = "CouncilForm"
ACTION_BASES = {"CouncilAction", FORM_BASE}


def domains() -> dict[str, dict[str, Any]]:
    """The domain of each topic; ``""`` is the one at the top."""
    found = {topic: f"data/{topic}/domain.yml" for topic in folders("data")}
    found[""] = "domain.yml"
    return {topic: document(path) or {} for topic, path in found.items() if _exists(path)}


def _exists(path: str) -> bool:
    return (Path(__file__).parent.parent / path).exists()


def responses(topic: str) -> dict[str, Any]:
    """The responses a topic defines."""
    path = f"data/{topic}/responses.yml"
    own = (document(path) or {}).get("responses", {}) if _exists(path) else {}
    return {**(domains().get(topic, {}).get("responses") or {}), **own}


def all_responses() -> set[str]:
    """Every response that exists."""
    return {name for topic in [*folders("data"), ""] for name in responses(topic)}


def forms() -> dict[str, list[str]]:
    """The slots each form needs."""
    every = ((domain.get("forms") or {}) for domain in domains().values())
    return {
        name: (form or {}).get("required_slots", []) for one in every for name, form in one.items()
    }


def questions(form: str, slot: str) -> set[str]:
    """The names under which Rasa looks for the question of a slot."""
    return {f"{kind}_ask_{of}" for kind in ("utter", "action") for of in (slot, f"{form}_{slot}")}


def used_in_python() -> Iterator[tuple[str, str]]:
    """(file, response) for every response named in Python; ``*`` stands for what is computed."""
    for path in files("actions", "bot"):
        for text in texts(path):
            if re.fullmatch(r"utter_[a-z0-9_*]+", text):
                yield path, text


def used_in_data() -> set[str]:
    """Every response named in rules, kind files and the pipeline."""
    paths = [
        p for p in files("data", suffix=".yml") if not p.endswith(("responses.yml", "domain.yml"))
    ]
    named = {
        leaf for path in [*paths, "config.yml"] if _exists(path) for leaf in leaves(document(path))
    }
    asked = {
        name for form, slots in forms().items() for slot in slots for name in questions(form, slot)
    }
    return {name for name in named | asked if name.startswith("utter_")}


def matching(pattern: str) -> set[str]:
    """The responses a name stands for."""
    shape = re.compile(re.escape(pattern).replace(r"\*", ".+"))
    return {name for name in all_responses() if shape.fullmatch(name)}


def declined() -> Iterator[tuple[str, str]]:
    """(file, response) for each of our own errors, by the convention of actions/errors.py."""
    found, before = {"Declined"}, 0
    while len(found) != before:
        before = len(found)
        found |= {c.name for p in files("actions") for c in classes(p) if bases(c) & found}
    for path in files("actions"):
        topic = path.split("/")[1] if path.count("/") > 1 else "council"
        for node in classes(path):
            if node.name in found - {"Declined"}:
                yield path, f"utter_{topic}_{snake(node.name)}"


def actions() -> Iterator[tuple[str, str, str]]:
    """(topic, class, the name Rasa knows it by) of every action."""
    for path in files("actions"):
        for node in classes(path):
            if path.endswith("/actions.py") and bases(node) & ACTION_BASES:
                yield path.split("/")[1], node.name, _name_of(path, node)


def _name_of(path: str, node: ast.ClassDef) -> str:
    """What its ``name`` method returns: a string, or a constant of its file or its service."""
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and method.name == "name":
            found = next(n.value for n in ast.walk(method) if isinstance(n, ast.Return))
            if isinstance(found, ast.Constant):
                return str(found.value)
            word = ast.unparse(found).rpartition(".")[2] if found else ""
            service = str(Path(path).with_name("service.py"))
            return {**constants(service), **constants(path)}.get(word, "")
    return ""


def constants(path: str) -> dict[str, str]:
    """The strings a file gives a name to."""
    lines = [line for line in tree(path).body if isinstance(line, ast.Assign)]
    return {ast.unparse(line.targets[0]): ast.unparse(line.value).strip("'") for line in lines}


def expected_names(topic: str, kind: str) -> set[str]:
    """What an action's class may be called in the dialogue."""
    verb = snake(kind)
    return {
        f"action_{topic}_{verb}",
        f"action_ask_{topic}_{verb.removeprefix('ask_')}",
        f"validate_{topic}_{verb}",
    }


def test_every_response_named_in_python_exists() -> None:
    no(f"{path} names {name}" for path, name in used_in_python() if not matching(name))


def test_every_response_named_in_data_exists() -> None:
    asked = {
        name for form, slots in forms().items() for slot in slots for name in questions(form, slot)
    }
    no(f"data names {name}" for name in used_in_data() - asked - all_responses())


def test_every_response_is_used() -> None:
    used = used_in_data() | {name for _, name in declined()}
    used |= {one for _, name in used_in_python() for one in matching(name)}
    no(f"{name} is never said" for name in all_responses() - used)


def test_every_rule_that_says_no_has_its_words() -> None:
    no(f"{path} has no {name}" for path, name in declined() if name not in all_responses())


def test_every_question_of_a_form_is_asked() -> None:
    known = all_responses() | {name for _, _, name in actions()}
    no(
        f"{form} has no question for {slot}"
        for form, slots in forms().items()
        for slot in slots
        if not questions(form, slot) & known
    )


def test_every_action_in_the_dialogue_has_a_class_and_the_reverse() -> None:
    listed = {name for domain in domains().values() for name in domain.get("actions") or []}
    written = {name for _, _, name in actions()}
    no([
        *(f"{name} is in a domain and has no class" for name in listed - written),
        *(f"{name} has a class and is in no domain" for name in written - listed),
    ])  # fmt: skip


def test_an_action_is_named_after_its_topic_and_its_verb() -> None:
    no(
        f"actions/{topic}: {kind} is called {name}"
        for topic, kind, name in actions()
        if name not in expected_names(topic, kind)
    )


def test_slots_and_forms_carry_their_topics_name() -> None:
    no(
        f"data/{topic}/domain.yml: {name}"
        for topic, domain in domains().items()
        for part in ("slots", "forms")
        for name in domain.get(part) or {}
        if topic and not name.startswith(f"{topic}_")
    )


def test_responses_carry_their_topics_name() -> None:
    no(
        f"data/{topic}/responses.yml: {name}"
        for topic in folders("data")
        for name in responses(topic)
        if not name.startswith(
            (f"utter_{topic}_", f"utter_ask_{topic}_", *SHARED_PREFIX.get(topic, ()))
        )
    )


def test_an_action_says_nothing_in_its_own_words() -> None:
    calls = (
        (path, node)
        for path in files("actions")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("utter_message")
    )
    no(
        f"{path}:{call.lineno} speaks in its own words"
        for path, call in calls
        for value in [*call.args, *(word.value for word in call.keywords if word.arg == "text")]
        if isinstance(value, ast.Constant | ast.JoinedStr | ast.BinOp)
    )


def test_a_kind_of_report_is_named_after_its_file() -> None:
    for path in files("data/report/kinds", suffix=".yml"):
        assert document(path)["kind"] == Path(path).stem, path


def test_where_kinds_share_an_intent_one_stands_for_them() -> None:
    kinds = [document(path) for path in files("data/report/kinds", suffix=".yml")]
    for intent in {kind["intent"] for kind in kinds}:
        mine = [kind for kind in kinds if kind["intent"] == intent]
        assert len(mine) == 1 or [bool(kind.get("covers")) for kind in mine].count(True) == 1, (
            intent
        )


@pytest.mark.parametrize("path", [p for p in files("data", suffix=".yml") if "/nlu/" in p])
def test_a_file_of_examples_holds_one_intent_and_is_named_after_it(path: str) -> None:
    assert [one.get("intent") for one in document(path)["nlu"]] == [Path(path).stem]
