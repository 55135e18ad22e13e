"""How the engine trains, starts and refuses to start; what it takes from the machine."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.bot.engine.running import PYTHON, ROOT, Engine, Talk, command, fixture_bot

SETTINGS = {
    "RASA_URL": "http://127.0.0.1:9",
    "RASA_TOKEN": "test-rasa",
    "ACTIONS_URL": "http://127.0.0.1:9",
    "ACTIONS_TOKEN": "test-actions",
    "TRACKER_DATABASE_URL": "sqlite://",
}
MEGABYTE = 1024


def run(bot: Path, **settings: str) -> str:
    """What the engine says when it does not start."""
    done = command("run", "--root", str(bot), environment=SETTINGS | settings)
    assert done.returncode not in (0, None)
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def memory(engine: Engine) -> int:
    """The most memory the engine has used, in megabytes."""
    assert engine.process
    status = Path(f"/proc/{engine.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+)", status)
    assert found
    return int(found[1]) // MEGABYTE


def test_it_is_trained_again_only_when_something_changed(tmp_path: Path) -> None:
    bot = fixture_bot(tmp_path)
    assert "up to date" in command("train", "--root", str(bot)).stdout
    with (bot / "data/talk/nlu/talk.yml").open("a", encoding="utf-8") as file:
        file.write("      - that is wrong, number 3\n")
    assert "Trained" in command("train", "--root", str(bot)).stdout
    assert len(list((bot / "models").glob("*.tar.gz"))) == 2


def test_one_new_file_is_a_new_kind_of_report(tmp_path: Path) -> None:
    bot = fixture_bot(tmp_path)
    (bot / "data/report/kinds/abandoned_trolley.yml").write_text(
        "kind: abandoned_trolley\nintent: report_abandoned_trolley\nservice_code: TROLLEY\n"
        "name: a trolley\nexamples: |\n  - there's a shopping trolley in the river\n"
        "  - abandoned trolley on my street\n  - supermarket trolleys left everywhere\n"
        "  - a trolley from the shop has been dumped\n",
        encoding="utf-8",
    )
    assert command("train", "--root", str(bot)).returncode == 0
    engine = Engine(bot, "http://127.0.0.1:9", f"sqlite:///{tmp_path}/tracker.db")
    engine.start()
    try:
        found = engine.parse("someone has left a shopping trolley on our street")["intent"]
        failed = Talk(engine).send(text="someone has left a shopping trolley on our street")
    finally:
        engine.stop()
    assert found["name"] == "report_abandoned_trolley"
    assert failed.json()["detail"] == "action_report_start"


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("data/bins/domain.yml", "slots: [", "could not be trained"),
        ("data/bins/domain.yml", "intents: [greet]\nslots: {report_kind: {type: any}}", "repeats"),
        ("data/report/kinds/pothole.yml", "kind: pothole\nintent: report_pothole", "examples"),
        ("data/talk/nlu/talk.yml", "nlu:\n- intent: greet\n  examples: |\n    hello", "dash"),
        ("config.yml", "language: [", "could not be trained"),
    ],
)
def test_data_that_cannot_be_trained_is_one_sentence(
    tmp_path: Path, bot: Path, file: str, content: str, said: str
) -> None:
    root = tmp_path / "bot"
    subprocess.run(["cp", "-r", str(bot), str(root)], check=True)
    (root / file).write_text(content, encoding="utf-8")
    done = command("train", "--root", str(root))
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_missing_settings_are_named_together(bot: Path) -> None:
    said = run(bot, RASA_TOKEN="", ACTIONS_URL="")
    assert said == "These settings are missing: RASA_TOKEN, ACTIONS_URL"


def test_without_a_model_it_says_to_train(tmp_path: Path) -> None:
    (tmp_path / "config.yml").write_text("language: en", encoding="utf-8")
    assert run(tmp_path) == "There is no model of this data. Train it: make train"


def test_a_broken_model_is_one_sentence(tmp_path: Path, bot: Path) -> None:
    root = tmp_path / "bot"
    subprocess.run(["cp", "-r", str(bot), str(root)], check=True)
    for model in (root / "models").glob("doorstep-*"):
        model.write_bytes(model.read_bytes()[:1000])
    assert "cannot be read. Train it again." in run(root)


def test_a_port_in_use_is_one_sentence(bot: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = run(bot, RASA_URL=f"http://127.0.0.1:{port}")
    assert said.startswith(f"Port {port} is in use")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://nobody:secret@127.0.0.1:9/nothing", "cannot be reached"),
        ("sqlite:////proc/nowhere/tracker.db", "cannot be made"),
        ("mysql://127.0.0.1/x", "sqlite or postgresql, not mysql"),
        ("nonsense", "not a database address"),
    ],
)
def test_a_tracker_database_that_cannot_be_used_is_one_sentence(
    bot: Path, url: str, said: str
) -> None:
    words = run(bot, TRACKER_DATABASE_URL=url)
    assert said in words
    assert "secret" not in words
    assert len(words.splitlines()) == 1


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("credentials.yml", "rest:\n", "credentials.yml must name one channel"),
        ("credentials.yml", "socketio:\n", "credentials.yml must name one channel"),
        ("endpoints.yml", "tracker_store: {type: InMemory}", "must name the tracker store"),
        ("endpoints.yml", "tracker_store: {type: sql, dialect: sqlite}", "must name the tracker"),
        ("endpoints.yml", "action_endpoint: {url: x}", "must name the tracker store"),
    ],
)
def test_another_door_or_another_memory_is_refused(
    tmp_path: Path, bot: Path, file: str, content: str, said: str
) -> None:
    root = tmp_path / "bot"
    subprocess.run(["cp", "-r", str(bot), str(root)], check=True)
    (root / file).write_text(content, encoding="utf-8")
    assert said in run(root)


def test_it_listens_only_here_and_starts_no_other_process(engine: Engine) -> None:
    assert engine.process
    pid = engine.process.pid
    assert Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").strip() == ""
    listening = {
        line.split()[1]
        for line in Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()
        if line.split()[1].endswith(f":{engine.port:04X}") and line.split()[3] == "0A"
    }
    assert listening == {f"0100007F:{engine.port:04X}"}


def test_long_texts_do_not_make_it_grow(talk: Talk) -> None:
    for number in range(20):
        talk.send(text=f"{number} " + "rubbish " * 120)
        talk.send(text="word " * 20_000)
    assert memory(talk.engine) < 420


def test_it_is_not_kept_from_stopping_by_a_running_turn(bot_copy: Engine) -> None:
    assert bot_copy.process
    began = time.monotonic()
    bot_copy.process.send_signal(signal.SIGTERM)
    bot_copy.process.wait(timeout=10)
    assert time.monotonic() - began < 5


def test_its_log_holds_no_words_of_residents(bot_copy: Engine) -> None:
    talk = Talk(bot_copy)
    talk.send(text="report a pothole outside canaryhouse")
    talk.send(text="canaryhouse " * 300)
    bot_copy.post({"conversation": talk.id, "turn": "x", "channel": "web", "text": ["canaryhouse"]})
    said = bot_copy.stop()
    bot_copy.start()
    assert "TurnFailed" in said
    assert "canaryhouse" not in said


def test_nothing_of_tensorflow_is_installed() -> None:
    script = (
        "import importlib.metadata as found, pathlib, sysconfig\n"
        "print([one.metadata['Name'] for one in found.distributions()])\n"
        "print([str(one) for one in pathlib.Path(sysconfig.get_path('purelib')).iterdir()])\n"
    )
    done = subprocess.run([PYTHON, "-c", script], capture_output=True, text=True, check=True)
    assert "rasa" in done.stdout
    assert "tensorflow" not in done.stdout.lower()
    assert "keras" not in done.stdout.lower()


def test_the_environment_is_small() -> None:
    folder = Path(PYTHON).parent.parent
    sizes = (one.lstat().st_size for one in folder.rglob("*") if one.is_file())
    assert sum(sizes) < 500 * 1_000_000


def test_the_engine_needs_nothing_of_the_app() -> None:
    assert str(ROOT / ".venv/app") not in os.environ.get("PYTHONPATH", "")
    done = subprocess.run([PYTHON, "-c", "import rasa_sdk"], capture_output=True, text=True)
    assert done.returncode
    assert sys.executable != PYTHON
