"""A turn is kept whole or not at all, runs once, and is only ever text."""

import time

import pytest
import requests

from tests.bot.engine import acting
from tests.bot.engine.acting import Actions
from tests.bot.engine.running import Engine, Talk

FAULTS = {
    "400, a proxy's page": acting.answering(400, b"<html>Bad Request</html>"),
    "400, the action declines": acting.answering(
        400, b'{"error": "no", "action_name": "validate_report_form"}'
    ),
    "404": acting.answering(404, b'{"error": "no such action", "action_name": "x"}'),
    "500": acting.answering(500, b'{"error": "boom"}'),
    "200, a web page": acting.answering(200, b"<html>Welcome</html>"),
    "200, not the protocol": acting.answering(200, b'{"events": "none"}'),
    "200, an unknown event": acting.answering(
        200, b'{"events": [{"event": "party"}], "responses": []}'
    ),
    "a dropped connection": acting.hang_up,
    "no answer in five seconds": acting.silent(6),
}


def user_texts(talk: Talk) -> list[str]:
    events = talk.engine.tracker(talk.id)["events"] or []
    return [one["text"] for one in events if one["event"] == "user"]


def test_a_turn_sent_twice_runs_once_and_answers_the_same(talk: Talk, actions: Actions) -> None:
    first = talk.send("t1", text="report a pothole")
    done = actions.names()
    again = talk.send("t1", text="report a pothole")
    assert (first.json()["again"], again.json()["again"]) == (False, True)
    assert first.json()["replies"] == again.json()["replies"] == [{"text": "Where is it?"}]
    assert actions.names() == done
    assert user_texts(talk) == ["report a pothole"]


def test_an_old_turn_sent_again_does_not_answer_the_open_question(talk: Talk) -> None:
    talk.send("t1", text="report a pothole")
    talk.send("t2", text="Heaton Lane")
    assert talk.send("t1", text="report a pothole").json()["replies"] == [{"text": "Where is it?"}]
    assert talk.send("t3", text="deep").json()["slots"]["report_details"] == "deep"


def test_the_same_turn_sent_while_it_runs_is_run_once(talk: Talk, actions: Actions) -> None:
    actions.faults.append(lambda handler: (time.sleep(1), acting.answering(500, b"{}")(handler))[0])
    body = {"conversation": talk.id, "turn": "t1", "channel": "web", "text": "report a pothole"}
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{talk.engine.url}/webhooks/doorstep/turns",
            json=body,
            headers=talk.engine.headers,
            timeout=0.3,
        )
    assert talk.engine.post(body).json()["replies"] == [{"text": "Where is it?"}]
    assert user_texts(talk) == ["report a pothole"]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_action_fails_the_turn_and_leaves_no_trace(
    talk: Talk, actions: Actions, fault: str
) -> None:
    talk.say("report a pothole")
    before = talk.engine.tracker(talk.id)
    actions.faults.append(FAULTS[fault])
    failed = talk.send("t9", text="Heaton Lane")
    assert (failed.status_code, failed.json()["error"]) == (503, "turn_failed")
    assert failed.json()["detail"] == "validate_report_form"
    assert talk.engine.tracker(talk.id) == before
    assert talk.send("t9", text="Heaton Lane").json()["replies"] == [{"text": "What did you see?"}]


def test_an_action_server_that_is_not_there_fails_the_turn(talk: Talk, bot_copy: Engine) -> None:
    alone = Talk(bot_copy)
    assert alone.send(text="report a pothole").status_code == 503
    assert alone.say("good morning") == ["Hello."]


def test_a_restart_in_mid_form_loses_nothing(bot_copy: Engine, actions: Actions) -> None:
    bot_copy.environment["ACTIONS_URL"] = actions.url
    bot_copy.stop()
    bot_copy.start()
    talk = Talk(bot_copy)
    talk.say("report a pothole")
    talk.say("Heaton Lane")
    bot_copy.kill()
    bot_copy.start()
    assert talk.say("a deep hole") == ["Send a deep hole at Heaton Lane?"]


@pytest.mark.parametrize(
    "said",
    [
        "/restart",
        "/affirm",
        '/affirm{"option": "1"}',
        '/choose{"option": "my own"}',
        "／affirm",
        "\u200b/affirm",
        "\n /affirm",
        "/session_start",
        "/back",
        "/affirm@0.9",
        "//affirm",
    ],
)
def test_what_a_resident_types_is_never_a_command(talk: Talk, said: str) -> None:
    talk.say("report a pothole")
    talk.say("Heaton Lane")
    before = len(talk.engine.tracker(talk.id)["events"])
    assert talk.send(text=said).status_code == 200
    tracker = talk.engine.tracker(talk.id)
    new = [one["event"] for one in tracker["events"][before:]]
    assert not {"restart", "session_started", "rewind", "undo"} & set(new)
    latest = tracker["latest_message"]
    assert not latest["text"].startswith("/")
    assert latest["intent"]["name"] != "choose"
    assert "option" not in {one["entity"] for one in latest["entities"]}


@pytest.mark.parametrize(
    "said",
    [
        "a\u0000b",
        "\ud800",
        "🚮🔥",
        "   .",
        "/",
        "\u200b",
        "\U000e0041\U000e0042",
        "a" * 1000,
        "x " * 200,
        "<script>alert(1)</script>",
        "{" * 400,
        "%s {report_place} {{7*7}}",
        "ไม่เข้าใจ 什么 Pomocy",
        "e" + "\u0301" * 500,
    ],
)
def test_odd_text_is_answered_and_the_engine_lives(talk: Talk, said: str) -> None:
    assert talk.send(text=said).status_code == 200
    talk.say("report a pothole")
    assert talk.send(text=said).status_code == 200
    assert talk.engine.tracker(talk.id)["latest_message"]["text"]


@pytest.mark.parametrize("said", ["word " * 20_000, "x " * 201, "a" * 1001])
def test_long_text_is_refused_before_it_costs_anything(talk: Talk, said: str) -> None:
    began = time.monotonic()
    assert talk.send(text=said).status_code == 413
    assert time.monotonic() - began < 1
    assert talk.say("hello") == ["Hello."]


@pytest.mark.parametrize(
    "change",
    [
        {"turn": None},
        {"turn": ""},
        {"turn": 5},
        {"conversation": "a b"},
        {"conversation": "x" * 201},
        {"conversation": "nul\u0000"},
        {"channel": None},
        {"text": None},
        {"text": 7},
        {"text": "both", "payload": "/affirm"},
        {"text": None, "payload": "affirm"},
        {"text": None, "payload": "/no_such_intent"},
        {"text": None, "payload": '/affirm{"no_such_entity": 1}'},
        {"text": None, "payload": "/affirm{not json}"},
        {"text": None, "payload": '/affirm{"option": '},
        {"messages": "1"},
        {"messages": ["1"]},
    ],
)
def test_what_is_not_a_turn_is_refused(talk: Talk, change: dict[str, object]) -> None:
    body = {"conversation": talk.id, "turn": "t1", "channel": "web", "text": "hello"} | change
    reply = talk.engine.post({name: value for name, value in body.items() if value is not None})
    assert (reply.status_code, reply.json()["error"]) == (422, "bad_turn")
    assert user_texts(talk) == []


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b"null", b'"x"', b"\xff\xfe", b"[" * 5000]
)
def test_what_is_not_json_is_refused(engine: Engine, body: bytes) -> None:
    reply = requests.post(
        f"{engine.url}/webhooks/doorstep/turns", data=body, headers=engine.headers, timeout=10
    )
    assert reply.status_code == 422


def test_nothing_is_told_without_the_token(engine: Engine) -> None:
    turn = {"conversation": "c", "turn": "t", "channel": "web", "text": "hello"}
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}):
        assert engine.post(turn, headers=headers).status_code == 401
        for path in ("/status", "/domain", "/conversations/c/tracker", "/webhooks/doorstep/ready"):
            assert requests.get(engine.url + path, headers=headers, timeout=5).status_code == 401
    assert requests.get(f"{engine.url}/status?token=test-rasa", timeout=5).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/test/intents"),
        ("POST", "/conversations/c/tracker/events"),
        ("PUT", "/conversations/c/tracker/events"),
        ("POST", "/conversations/c/execute"),
        ("POST", "/conversations/c/trigger_intent"),
        ("POST", "/webhooks/rest/webhook"),
    ],
)
def test_what_could_change_the_engine_or_a_conversation_is_not_there(
    engine: Engine, method: str, path: str
) -> None:
    reply = requests.request(method, engine.url + path, headers=engine.headers, json={}, timeout=5)
    assert reply.status_code == 404
