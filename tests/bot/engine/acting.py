"""An action server for the engine's tests: the protocol over real HTTP, and every way to fail."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Events = list[dict[str, Any]]
Answer = tuple[Events, list[dict[str, Any]]]
Tracker = dict[str, Any]
TOKEN = "test-actions"


class Actions:
    """The server. ``calls`` is what it was asked; ``faults``, used up one by one, are failures."""

    def __init__(self) -> None:
        self.calls: list[dict[str, Any]] = []
        self.faults: list[Callable[[BaseHTTPRequestHandler], None]] = []
        handler = type("Handler", (_Handler,), {"actions": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def names(self) -> list[str]:
        """The actions asked for, in order."""
        return [call["next_action"] for call in self.calls]

    def stop(self) -> None:
        """Closes the server."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    actions: Actions

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.actions.calls.append(call)
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            reply(self, 401, b"{}")
        elif self.actions.faults:
            self.actions.faults.pop(0)(self)
        else:
            events, responses = ACTIONS[call["next_action"]](call["tracker"])
            reply(self, 200, json.dumps({"events": events, "responses": responses}).encode())

    def log_message(self, *_: object) -> None:
        """Quiet."""


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    """Sends an answer."""
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def answering(status: int, body: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    """A fault: this answer."""
    return lambda handler: reply(handler, status, body)


def silent(seconds: float) -> Callable[[BaseHTTPRequestHandler], None]:
    """A fault: no answer for so long."""
    return lambda handler: time.sleep(seconds)


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """A fault: the connection is dropped after the work was done."""
    handler.connection.close()


def slot(name: str, value: Any) -> dict[str, Any]:
    """A slot event."""
    return {"event": "slot", "name": name, "value": value}


def report_start(tracker: Tracker) -> Answer:
    """Puts the form that is open aside, and begins a clean report."""
    said = tracker["latest_message"]
    open_form = (tracker.get("active_loop") or {}).get("name")
    paused = {"form": open_form, "slot": tracker["slots"]["requested_slot"]} if open_form else None
    heard = {"metadata": said["metadata"], "entities": said["entities"]}
    cleared = [slot(f"report_{name}", None) for name in ("place", "details", "confirmed")]
    return [
        slot("talk_paused", paused),
        slot("report_kind", said["intent"]["name"]),
        slot("report_heard", heard),
        *cleared,
    ], []


def bins_start(tracker: Tracker) -> Answer:
    """Puts the form that is open aside."""
    open_form = (tracker.get("active_loop") or {}).get("name")
    paused = {"form": open_form, "slot": tracker["slots"]["requested_slot"]} if open_form else None
    return [slot("talk_paused", paused), slot("bins_address", None)], []


def talk_return(tracker: Tracker) -> Answer:
    """Takes up the form that was put aside, at the question it had reached."""
    paused = tracker["slots"]["talk_paused"]
    if not paused:
        return [], []
    return [
        slot("talk_paused", None),
        {"event": "active_loop", "name": paused["form"]},
        slot("requested_slot", paused["slot"]),
        {"event": "followup", "name": paused["form"]},
    ], []


def report_correct(tracker: Tracker) -> Answer:
    """Takes the number from the correction."""
    said = tracker["latest_message"]["entities"]
    numbers = [one["value"] for one in said if one["entity"] == "house_number"]
    return [slot("report_place", numbers[0] if numbers else None)], []


def validate_report(tracker: Tracker) -> Answer:
    """Takes what was said, but for a "hello" as a place; a choice by its option."""
    said = tracker["latest_message"]
    option = next((one["value"] for one in said["entities"] if one["entity"] == "option"), None)
    asked = tracker["slots"]["requested_slot"]
    value = tracker["slots"].get(asked) if asked else None
    if value is None:
        return [], []
    return [slot(asked, None if value == "hello" else option or value)], []


def person(tracker: Tracker) -> Answer:
    """Asks for a hand-over, and keeps the open form as it is.

    Left alone, Rasa asks the open question again in the same turn. Told only to listen, it takes
    the form for refused and does not know what to do with the next answer.
    """
    form = (tracker.get("active_loop") or {}).get("name")
    kept = [{"event": "active_loop", "name": form}] if form else []
    return [*kept, {"event": "followup", "name": "action_listen"}], [
        {"text": "A person will come.", "custom": {"handover": {"reason": "asked"}}}
    ]


def cancel(tracker: Tracker) -> Answer:
    """Stops the form."""
    return [{"event": "active_loop", "name": None}, slot("requested_slot", None)], [
        {"text": "Stopped.", "buttons": [{"title": "Start again", "payload": "/report_pothole"}]}
    ]


ACTIONS: dict[str, Callable[[Tracker], Answer]] = {
    "action_report_start": report_start,
    "action_report_submit": lambda _: ([], [{"response": "utter_report_sent"}]),
    "action_report_correct": report_correct,
    "validate_report_form": validate_report,
    "action_bins_start": bins_start,
    "action_bins_answer": lambda _: ([], [{"response": "utter_bins_answer"}]),
    "action_talk_return": talk_return,
    "action_talk_person": person,
    "action_talk_cancel": cancel,
}
