"""The ear for danger learns from what a project has, and is silent with nothing to go by."""

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[4]
PYTHON = os.environ.get("DOORSTEP_ENGINE_PYTHON") or str(ROOT / ".venv/engine/bin/python")
LEARN = """
import numpy as np
from bot.engine.nlu import danger_training
from bot.engine.nlu.danger_examples import HINTS, LIKE, ORDINARY, Example

rng = np.random.default_rng(1)
away = {HINTS: 3.0, LIKE: 1.0, ORDINARY: -3.0}
labels = {HINTS: "fire", LIKE: "/chitchat", ORDINARY: "/greet"}
kinds = %s
examples = [Example(f"{kind} {at}", labels[kind], kind) for kind in kinds for at in range(40)]
known = np.array([rng.normal(away[one.source], 0.5, 8) for one in examples])
head = danger_training.learn(examples, known)
verdict = head.judge(np.full(8, 3.0), "hint")
print(verdict.response if verdict else "silent")
"""


def learnt_from(*kinds: str) -> str:
    done = subprocess.run(
        [PYTHON, "-c", LEARN % repr(kinds)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_hears_what_lies_beyond_the_look_alikes() -> None:
    assert learnt_from("hint", "like", "ordinary") == "fire"


def test_a_project_without_danger_or_look_alikes_can_be_trained_and_hears_nothing() -> None:
    assert learnt_from("ordinary") == "silent"
    assert learnt_from("hint", "ordinary") == "silent"
