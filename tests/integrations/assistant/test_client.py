"""The engine's answers, good and bad, over real HTTP."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from integrations.assistant.client import connect
from integrations.assistant.contract import BotReply, Button, Turn
from integrations.errors import Refused, Unavailable, Unreadable

TURN = Turn(conversation="c.1", turn="t1", channel="web", text="hello", messages=(1, 2))
ANSWER = {"turn": "t1", "again": False, "replies": [{"text": "Hello"}], "active_loop": None}


class Engine:
    """Says what it is told to say, and remembers what it was asked."""

    def __init__(self):
        self.status, self.body, self.delay = 200, json.dumps(ANSWER), 0.0
        self.asked = []
        engine = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                engine.asked.append((self.path, self.headers["Authorization"], json.loads(body)))
                self.answer()

            def do_GET(self):
                engine.asked.append((self.path, self.headers["Authorization"], None))
                self.answer()

            def answer(self):
                time.sleep(engine.delay)
                body = engine.body.encode()
                self.send_response(engine.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def says(self, **answer):
        self.body = json.dumps({**ANSWER, **answer})


@pytest.fixture
def engine():
    engine = Engine()
    yield engine
    engine.server.shutdown()
    engine.server.server_close()


@pytest.fixture
def assistant(engine):
    return connect(engine.url, "demo-token")


def test_a_turn_carries_its_id_its_messages_and_the_residents_words(engine, assistant):
    assistant.turn(TURN)
    path, authorization, body = engine.asked[0]
    assert (path, authorization) == ("/webhooks/doorstep/turns", "Bearer demo-token")
    assert body == {
        "conversation": "c.1",
        "turn": "t1",
        "channel": "web",
        "messages": [1, 2],
        "safe": False,
        "text": "hello",
    }


def test_a_choice_is_sent_as_the_payload_we_stored(engine, assistant):
    assistant.turn(Turn(conversation="c.1", turn="t1", channel="web", payload="/affirm"))
    assert engine.asked[0][2]["payload"] == "/affirm"
    assert "text" not in engine.asked[0][2]


def test_replies_come_back_with_buttons_pictures_and_hand_overs(engine, assistant):
    engine.says(
        replies=[
            {"text": "Is this right?", "buttons": [{"title": "Yes", "payload": "/affirm"}]},
            {"image": "/map.png"},
            {"custom": {"handover": {"reason": "requested"}}},
        ],
        active_loop="report_form",
        slots={"report_kind": "fly_tipping"},
    )
    result = assistant.turn(TURN)
    assert result.replies == (
        BotReply(text="Is this right?", buttons=(Button("Yes", "/affirm"),)),
        BotReply(image="/map.png"),
        BotReply(custom={"handover": {"reason": "requested"}}),
    )
    assert result.active_task == "report_form"
    assert result.slots == {"report_kind": "fly_tipping"}
    assert not result.again


def test_a_turn_that_was_taken_before_says_so(engine, assistant):
    engine.says(again=True)
    assert assistant.turn(TURN).again


@pytest.mark.parametrize("replies", [[], [{}], [{"text": ""}], [{"text": None, "custom": {}}]])
def test_silence_is_a_failure(engine, assistant, replies):
    engine.says(replies=replies)
    with pytest.raises(Unavailable):
        assistant.turn(TURN)


def test_a_failed_turn_may_be_sent_again(engine, assistant):
    engine.status, engine.body = 503, '{"error": "turn_failed", "detail": "action_report_submit"}'
    with pytest.raises(Unavailable):
        assistant.turn(TURN)


@pytest.mark.parametrize("status", [401, 413, 422])
def test_a_refusal_names_its_status(engine, assistant, status):
    engine.status = status
    with pytest.raises(Refused) as refusal:
        assistant.turn(TURN)
    assert refusal.value.status == status


@pytest.mark.parametrize(
    "body",
    ["", "<html>", "[]", "{}", '{"turn": "t1"}', '{"turn": "t1", "replies": [7]}',
     '{"turn": "t2", "replies": [{"text": "to another turn"}]}',
     '{"turn": "t1", "replies": [{"text": "x", "buttons": [{"title": "no payload"}]}]}'],
)  # fmt: skip
def test_another_shape_is_unreadable(engine, assistant, body):
    engine.body = body
    with pytest.raises(Unreadable):
        assistant.turn(TURN)


def test_an_engine_that_is_not_there_is_unavailable_and_got_nothing():
    with pytest.raises(Unavailable) as fault:
        connect("http://127.0.0.1:9", "demo-token").turn(TURN)
    assert not fault.value.sent


def test_parsing_and_readiness_use_the_token_of_rasas_own_api(engine, assistant):
    engine.body = '{"intent": {"name": "greet"}}'
    assert assistant.parse("hello")["intent"]["name"] == "greet"
    assert assistant.ready()
    assert [(path, authorization) for path, authorization, _ in engine.asked] == [
        ("/model/parse?token=demo-token", "Bearer demo-token"),
        ("/webhooks/doorstep/ready", "Bearer demo-token"),
    ]


def test_an_engine_that_cannot_reach_its_tracker_store_is_not_ready(engine, assistant):
    engine.status = 503
    assert not assistant.ready()
