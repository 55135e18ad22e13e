"""How fast the engine understands and takes a turn, beside stock Rasa: ``make bench``.

Each side is one process with its own tracker store, its actions answered by the same small server
here, so that what differs is the engine. Stock Rasa is measured in the same run where its
environment and model exist (`make evaluate-stock` makes both).
"""

import json
import os
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import quantiles

from deploy import demo, stock
from deploy.adapt.corpus import intents
from deploy.processes import ROOT, Process

AT_ONCE = (1, 8, 32)
TURNS = 96
UNDERSTOOD = 5
"""One in so many of the sentences that the encoder was not fitted to is read."""
READY_WITHIN = 240.0
MESSAGES = {"utter turn": "hello there", "action turn": "can I speak to a person please"}
TICKS = os.sysconf("SC_CLK_TCK")


class Answering(BaseHTTPRequestHandler):
    """An action server that does nothing and says so."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        """Any action."""
        self.rfile.read(int(self.headers["Content-Length"]))
        body = json.dumps({"events": [], "responses": [{"text": "Done."}]}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@dataclass
class Side:
    """One engine: how it is asked, and what it needs."""

    name: str
    process: Process
    parse: str
    turn: Callable[[str, str], tuple[str, dict[str, object]]]
    token: str = ""
    ready: float = 0.0

    def post(self, address: str, body: dict[str, object]) -> float:
        """The seconds one request took."""
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        request = urllib.request.Request(address, json.dumps(body).encode(), headers)
        began = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        return time.perf_counter() - began

    def understand(self, text: str) -> float:
        """The seconds understanding one message took."""
        return self.post(self.parse, {"text": text})

    def take(self, conversation: str, text: str) -> float:
        """The seconds a whole turn took."""
        return self.post(*self.turn(conversation, text))

    def processor(self) -> float:
        """CPU seconds its process has used (Linux)."""
        parts = Path(f"/proc/{self.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / TICKS

    def memory(self) -> int:
        """Megabytes it holds (Linux)."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) // 1024

    @property
    def pid(self) -> int:
        """Its process."""
        return self.process.popen.pid if self.process.popen else 0


@contextmanager
def acting() -> Iterator[str]:
    """The address of the small action server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


@contextmanager
def ours(actions: str) -> Iterator[Side]:
    """Our engine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        rasa = f"http://127.0.0.1:{probe.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        given = {**demo.environment(), "RASA_URL": rasa, "ACTIONS_URL": actions}
        settings = demo.settings(given, Path(folder))
        program = next(one for one in demo.programs(settings) if one.name == "engine")
        process = Process(program, settings, Path(folder))
        turns, token = f"{rasa}/webhooks/doorstep/turns", settings["RASA_TOKEN"]
        counter = iter(range(10**9))

        def turn(conversation: str, text: str) -> tuple[str, dict[str, object]]:
            named = {"conversation": conversation, "turn": f"t{next(counter)}", "channel": "web"}
            return turns, {**named, "text": text, "messages": [1]}

        began = time.monotonic()
        process.start()
        try:
            while not process.is_ready():
                if process.exit_code() is not None or time.monotonic() - began > READY_WITHIN:
                    raise ValueError(f"the engine did not start: {process.last_words()}")
                time.sleep(0.05)
            took = time.monotonic() - began
            yield Side("ours", process, f"{rasa}/model/parse?token={token}", turn, token, took)
        finally:
            process.stop()


@contextmanager
def theirs(actions: str) -> Iterator[Side]:
    """Stock Rasa."""
    began = time.monotonic()
    with stock.server(actions) as process:
        address = f"http://127.0.0.1:{process.program.port}"

        def turn(conversation: str, text: str) -> tuple[str, dict[str, object]]:
            body: dict[str, object] = {"sender": conversation, "message": text}
            return f"{address}/webhooks/rest/webhook", body

        took = time.monotonic() - began
        yield Side("stock Rasa", process, f"{address}/model/parse", turn, ready=took)


def line(side: Side, what: str, seconds: Sequence[float], wall: float, processor: float) -> str:
    """One row of the table; times in milliseconds."""
    cuts = [1000 * one for one in quantiles(seconds, n=100)]
    each = 1000 * processor / len(seconds)
    return (
        f"{side.name:11} {what:24}{len(seconds) / wall:8.1f}"
        f"{cuts[49]:8.0f}{cuts[94]:8.0f}{cuts[98]:8.0f}{each:9.1f}"
    )


def timed(side: Side, what: str, work: Callable[[], list[float]]) -> str:
    """Does something and tells how long it took and how much CPU."""
    before, began = side.processor(), time.perf_counter()
    seconds = work()
    return line(side, what, seconds, time.perf_counter() - began, side.processor() - before)


def understanding(side: Side) -> str:
    """Messages one after the other, as short and as long as ours are, and none twice."""
    unseen = sorted({one.text for one in intents(ROOT / "data") if one.kept_back})
    texts = unseen[::UNDERSTOOD]
    side.understand("warm up")
    return timed(side, "understanding", lambda: [side.understand(text) for text in texts])


def turns(side: Side, kind: str, at_once: int) -> str:
    """Conversations side by side, each a few turns long."""
    names = [f"{kind[:5].strip()}-{at_once}-{number}" for number in range(at_once)]
    each = max(3, TURNS // at_once)

    def talk(name: str) -> list[float]:
        return [side.take(name, MESSAGES[kind]) for _ in range(each)]

    def work() -> list[float]:
        with ThreadPoolExecutor(at_once) as pool:
            return [one for took in pool.map(talk, names) for one in took]

    return timed(side, f"{kind}, {at_once} at once", work)


def measure(sides: Sequence[Side]) -> Iterator[str]:
    """Everything, side after side for each thing, so that a busy moment meets both."""
    yield f"{'':36}{'per s':>8}{'p50':>8}{'p95':>8}{'p99':>8}{'CPU ms':>9}"
    for side in sides:
        yield understanding(side)
    for kind in MESSAGES:
        for at_once in AT_ONCE:
            for side in sides:
                yield turns(side, kind, at_once)
    for side in sides:
        yield f"{side.name:11} ready after {side.ready:.1f} s, memory {side.memory()} MB"


def main() -> int:
    """The command line."""
    with ExitStack() as stack:
        actions = stack.enter_context(acting())
        try:
            sides = [stack.enter_context(ours(actions))]
            if (stock.HOME / "trained.json").is_file() and stock.PYTHON.is_file():
                sides.append(stack.enter_context(theirs(actions)))
            else:
                print("Stock Rasa is not here to compare with: make evaluate-stock FILE=...")
            for row in measure(sides):
                print(row, flush=True)
        except (OSError, ValueError) as fault:
            print(fault, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
