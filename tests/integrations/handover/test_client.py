"""The calls to an outside desk, against a server that writes down what it is sent."""

from contextlib import contextmanager

import pytest
from sanic import Sanic
from sanic.response import json

from integrations.client import ApiClient, Budget
from integrations.errors import Unreadable
from integrations.handover.client import OutsideDesk
from integrations.handover.contract import (
    Case,
    Conversation,
    Handover,
    Line,
    Person,
    Reason,
    Routing,
)
from tests.bot.serving import serving

HANDOVER = Handover(
    handover_id="HO-7",
    idempotency_key="c1:7",
    created_at="2026-01-05T12:00:02Z",
    tenant="E08000007",
    conversation=Conversation(id="c1", channel="web", language="en", started_at="2026-01-05"),
    reason=Reason(code="requested"),
    routing=Routing(queue="waste", priority="normal"),
    person=Person(),
    case=Case(type="report", references=("SR-1",)),
    summary="A sofa.",
    transcript=(Line("2026-01-05", "resident", "a sofa"),),
)


@contextmanager
def desk(events):
    sent = []

    def create():
        app = Sanic("outside", configure_logging=False)

        @app.post("/handovers")
        async def take(request):
            sent.append((request.headers["idempotency-key"], request.json))
            return json({}, status=201)

        @app.post("/handovers/<name:str>/messages")
        async def hear(request, name):
            sent.append((name, request.headers["idempotency-key"], request.json["text"]))
            return json({}, status=201)

        @app.get("/handovers/<name:str>/events")
        async def tell(request, name):
            return json(events)

        return app

    with serving(create) as address:
        yield OutsideDesk(ApiClient("handover", address, Budget.IN_TURN)), sent


def test_a_hand_over_is_sent_whole_under_its_key():
    with desk([]) as (outside, sent):
        outside.hand_over(HANDOVER)
        outside.say("HO-7", "m-2", Line("2026-01-05", "resident", "hello?"))
    key, body = sent[0]
    assert key == "c1:7"
    assert body["routing"]["queue"] == "waste" and body["case"]["references"] == ["SR-1"]
    assert body["transcript"] == [{"at": "2026-01-05", "author": "resident", "text": "a sofa"}]
    assert sent[1] == ("HO-7", "m-2", "hello?")


def test_what_happened_there_is_read_in_order():
    told = [
        {"handover_id": "HO-7", "type": "accepted", "at": "1", "agent": {"display_name": "Sam"}},
        {"handover_id": "HO-7", "type": "closed", "at": "2", "outcome": "resolved"},
    ]
    with desk(told) as (outside, _):
        assert [one.type for one in outside.events("HO-7")] == ["accepted", "closed"]
    with desk({"not": "a list"}) as (outside, _), pytest.raises(Unreadable):
        outside.events("HO-7")
