"""Stock Rasa beside ours, on the same sentences: ``make evaluate-stock FILE=messages.tsv``.

Rasa 3.6.21 as ``rasa init`` sets it up: its default recommended pipeline (DIET) and policies (TED),
trained on our sentences in an environment of its own. EPOCHS= trains it shorter than its default.
"""

import argparse
import hashlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import yaml

from deploy import measures
from deploy.adapt.corpus import intents
from deploy.evaluate import ask, engine, read
from deploy.measures import Case, Judged
from deploy.processes import ROOT, Process, Program

PYTHON = ROOT / ".venv/stock/bin/python"
HOME = ROOT / "var/stock"
EPOCHS = 100
READY_WITHIN = 240.0
ACTING = "speak_to_human"
ACTION = "action_stock_answer"
LETTERS = {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}


def pipeline(epochs: int) -> dict[str, object]:
    """The settings ``rasa init`` of 3.6.21 writes as its suggestion."""
    learnt = {"epochs": epochs}
    return {
        "recipe": "default.v1",
        "assistant_id": "stock",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "RegexFeaturizer"},
            {"name": "LexicalSyntacticFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {
                "name": "CountVectorsFeaturizer",
                "analyzer": "char_wb",
                "min_ngram": 1,
                "max_ngram": 4,
            },
            {"name": "DIETClassifier", "constrain_similarities": True, **learnt},
            {"name": "EntitySynonymMapper"},
            {"name": "ResponseSelector", "constrain_similarities": True, **learnt},
            {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
        ],
        "policies": [
            {"name": "MemoizationPolicy"},
            {"name": "RulePolicy"},
            {"name": "UnexpecTEDIntentPolicy", "max_history": 5, **learnt},
            {"name": "TEDPolicy", "max_history": 5, "constrain_similarities": True, **learnt},
        ],
    }


def project(epochs: int, actions: str) -> dict[str, object]:
    """The files of a project that understands what ours does, and answers one way or the other."""
    said: dict[str, list[str]] = {}
    for one in intents(ROOT / "data"):
        said.setdefault(one.label, []).append(one.text)
    nlu = [
        {"intent": name, "examples": "".join(f"- {_plain(text)}\n" for text in texts)}
        for name, texts in said.items()
    ]
    steps = {name: ACTION if name == ACTING else "utter_answer" for name in said}
    rules = [
        {"rule": f"an answer to {name}", "steps": [{"intent": name}, {"action": action}]}
        for name, action in steps.items()
    ]
    stories = [
        {"story": f"{name} told", "steps": [{"intent": name}, {"action": steps[name]}] * 2}
        for name in (ACTING, "greet")
    ]
    domain = {
        "intents": sorted(said),
        "responses": {"utter_answer": [{"text": "Here is the answer."}]},
        "actions": [ACTION],
        "session_config": {"session_expiration_time": 0, "carry_over_slots_to_new_session": True},
    }
    return {
        "config.yml": pipeline(epochs),
        "domain.yml": {"version": "3.1", **domain},
        "data/nlu.yml": {"version": "3.1", "nlu": nlu},
        "data/rules.yml": {"version": "3.1", "rules": rules, "stories": stories},
        "endpoints.yml": {"action_endpoint": {"url": f"{actions}/webhook"}},
        "credentials.yml": {"rest": None},
    }


def train(epochs: int) -> float:
    """Trains it unless that was done; the seconds it took."""
    files = project(epochs, "http://127.0.0.1:1")
    words = json.dumps({name: files[name] for name in files if name != "endpoints.yml"})
    mark, made_from = HOME / "trained.json", hashlib.sha256(words.encode()).hexdigest()
    if mark.is_file():
        before = json.loads(mark.read_text(encoding="utf-8"))
        if before["from"] == made_from:
            return float(before["seconds"])
    write(files)
    began = time.monotonic()
    command = [str(PYTHON), "-m", "rasa", "train", "--fixed-model-name", "stock", "--force"]
    done = subprocess.run(command, cwd=HOME, capture_output=True, text=True)
    if done.returncode:
        raise ValueError(f"stock Rasa could not be trained: {_last(done.stderr or done.stdout)}")
    seconds = time.monotonic() - began
    mark.write_text(json.dumps({"from": made_from, "seconds": seconds}), encoding="utf-8")
    return seconds


def write(files: Mapping[str, object]) -> None:
    """Writes the project down."""
    (HOME / "data").mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        with (HOME / name).open("w", encoding="utf-8") as file:
            yaml.safe_dump(content, file, allow_unicode=True, sort_keys=False)


@contextmanager
def server(actions: str = "http://127.0.0.1:1") -> Iterator[Process]:
    """Stock Rasa, running; ``actions`` is where its action server is."""
    endpoints = {"endpoints.yml": {"action_endpoint": {"url": f"{actions}/webhook"}}}
    write(endpoints)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    rasa = f"import os, sys; os.chdir({str(HOME)!r}); from rasa.__main__ import main; "
    arguments = ["rasa", "run", "--enable-api", "--port", str(port), "-i", "127.0.0.1"]
    code = f"{rasa}sys.argv = {arguments!r}; main()"
    program = Program("stock", (str(PYTHON), "-c", code), port, "RASA_URL", "/status")
    settings = {"PATH": "/usr/bin:/bin", "HOME": str(HOME), "RASA_TELEMETRY_ENABLED": "false"}
    process = Process(program, settings, HOME)
    process.start()
    try:
        until = time.monotonic() + READY_WITHIN
        while not process.is_ready():
            if process.exit_code() is not None or time.monotonic() > until:
                raise ValueError(f"stock Rasa did not start: {process.last_words()}")
            time.sleep(0.1)
        yield process
    finally:
        process.stop()


def side_by_side(ours: Sequence[Judged], stock: Sequence[Judged]) -> Iterator[str]:
    """Both columns and the difference, in points."""
    mine, theirs = measures.figures(ours), measures.figures(stock)
    yield f"{'':30}{'ours':>9}{'stock':>9}{'ahead':>9}"
    for name in mine:
        ahead = 100 * (mine[name] - theirs[name])
        yield f"{name:30}{100 * mine[name]:7.1f} %{100 * theirs[name]:7.1f} %{ahead:+9.1f}"
    pairs = list(zip(ours, stock, strict=True))
    only = sum(a.right and not b.right for a, b in pairs)
    other = sum(b.right and not a.right for a, b in pairs)
    yield f"ours right and stock wrong {only}, the other way round {other}"


def compare(path: Path, epochs: int) -> Iterator[str]:
    """Trains, asks both and prints both."""
    cases: list[Case] = read(path)
    yield f"stock Rasa trained {epochs} epochs in {train(epochs):.0f} s"
    with server() as process:
        address = f"http://127.0.0.1:{process.program.port}/model/parse"
        stock = [ask(case, address) for case in cases]
    with engine() as address:
        ours = [ask(case, address) for case in cases]
    yield from side_by_side(ours, stock)


def _plain(text: str) -> str:
    """A sentence without the marks Rasa would read as entities."""
    return text.translate(str.maketrans("", "", "[]{}"))


def _last(words: str) -> str:
    lines = words.strip().splitlines()
    return lines[-1] if lines else "it said nothing"


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measures stock Rasa beside ours.")
    parser.add_argument("file", type=Path, help="lines of text<TAB>label")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="of DIET and TED")
    asked = parser.parse_args(arguments)
    if not PYTHON.is_file():
        print("Stock Rasa's environment is not there: make evaluate-stock", file=sys.stderr)
        return 1
    try:
        for line in compare(asked.file, asked.epochs):
            print(line, flush=True)
    except (OSError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
