"""The benchmark's own parts: its small action server, and how a row is worked out."""

import json
import urllib.request
from pathlib import Path

from deploy import bench
from deploy.processes import Process, Program


def test_the_action_server_answers_any_action() -> None:
    with bench.acting() as address:
        request = urllib.request.Request(f"{address}/webhook", b'{"next_action": "action_x"}')
        with urllib.request.urlopen(request, timeout=5) as answer:
            assert json.load(answer) == {"events": [], "responses": [{"text": "Done."}]}


def test_a_row_tells_messages_a_second_percentiles_and_cpu(tmp_path: Path) -> None:
    program = Program("engine", ("true",), 1, "RASA_URL", "/")
    side = bench.Side("ours", Process(program, {}, tmp_path), "", lambda _, __: ("", {}))
    row = bench.line(side, "utter turn", [0.01] * 99 + [0.5], wall=2.0, processor=0.4)
    name, _, _, per_second, middle, _, late, processor = row.split()
    assert (name, per_second, middle, processor) == ("ours", "50.0", "10", "4.0")
    assert float(late) > 10
