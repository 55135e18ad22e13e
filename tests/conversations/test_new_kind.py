"""A new thing to report is one new file, and nothing else: it is understood and logged."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.processes import ROOT

KIND = """\
# A shop's trolley left somewhere. NOT: rubbish dumped beside it (fly_tipping).
kind: abandoned_trolley
service_code: TROLLEY
name: a shopping trolley
examples: |
  - there's a shopping trolley left on our street
  - abandoned trolley in the brook
  - somebody has pushed a supermarket trolley into the bushes
  - I want to report a trolley
  - three trolleys dumped outside the flats, from the big supermarket
  - shopping trollies all over the car park of the church, not ours
  - can you collect a trolley from Vernon Walk
  - trolley been sat on the corner since Sunday
  - a tesco trolley is blocking the path
  - who takes abandoned shopping trolleys away
"""
CONVERSATION = """\
- name: a trolley is logged
  steps:
    - resident: "theres a supermarket trolley left on Quarry Rise"
    - assistant: "I can report a shopping trolley"
    - answers: {}
    - assistant: ["Quarry Rise", "Shall I send it?"]
    - resident: "yes please"
    - logged: {service_code: TROLLEY, place: Quarry Rise, description: trolley}
    - resident: "there's a sofa dumped on Heaton Lane"
    - assistant: "I can report fly-tipping"
"""
CODE = ("actions", "bot", "data", "deploy", "integrations", "tests", "pyproject.toml",
        "config.yml", "domain.yml", "endpoints.yml", "credentials.yml")  # fmt: skip


def test_a_new_kind_is_one_file(trained: None, tmp_path: Path) -> None:
    for name in CODE:
        source = ROOT / name
        leave = shutil.ignore_patterns("__pycache__", "browser")
        (shutil.copytree if source.is_dir() else shutil.copy)(
            source, tmp_path / name, **({"ignore": leave} if source.is_dir() else {})
        )
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")
    (tmp_path / "models").mkdir()
    shutil.copy(ROOT / "models" / "vectors.npz", tmp_path / "models")
    (tmp_path / "data/report/kinds/abandoned_trolley.yml").write_text(KIND)
    (tmp_path / "tests/conversations/report/trolley.yml").write_text(CONVERSATION)
    command = (sys.executable, "-m", "pytest", "-q", "-k", "trolley and sqlite",
               "tests/conversations/test_conversations.py")  # fmt: skip
    played = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stdout[-3000:]
    assert "1 passed" in played.stdout
