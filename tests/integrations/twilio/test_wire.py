"""Twilio's recorded answers at our client."""

import json
from urllib.parse import parse_qs

import pytest

from integrations.errors import OptedOut, Refused, Unavailable, WindowClosed
from integrations.twilio.client import Twilio
from tests.integrations import examples
from tests.rawserver import says, serving, whole

KINDS = {"400.21211": Refused, "401.20003": Refused, "429.20429": Unavailable}


def send(server, **more):
    hook = "https://chat.example/webhooks/twilio/status"
    return Twilio(server.url, "AC1", "token", "+441614960000", hook).send(
        "+447700900123", "Hello.", "our-reference", **more
    )


def answers(status, told):
    return says(whole(status, json.dumps(told).encode(), "content-type: application/json"))


@pytest.mark.parametrize("whatsapp", [False, True])
def test_a_message_that_twilio_has_taken_has_its_sid(whatsapp):
    told = examples.example("twilio/examples/create-message.response.201.json")
    with serving(answers("201 Created", told)) as server:
        made = send(server, whatsapp=whatsapp)
        head, _, form = server.requests[0].partition(b"\r\n\r\n")
    assert (made.sid, made.status) == (told["sid"], "queued")
    assert b"POST /2010-04-01/Accounts/AC1/Messages.json" in head
    fields = {name: values[0] for name, values in parse_qs(form.decode()).items()}
    mark = "whatsapp:" if whatsapp else ""
    assert (fields["To"], fields["From"]) == (f"{mark}+447700900123", f"{mark}+441614960000")
    assert fields["Body"] == "Hello."
    assert "reference=our-reference" in fields["StatusCallback"]


@pytest.mark.parametrize("name", KINDS)
def test_every_error_of_twilio_is_known_for_what_it_is(name):
    told = examples.example(f"twilio/examples/error.{name}.json")
    with serving(answers(f"{name[:3]} X", told)) as server:
        with pytest.raises(KINDS[name]) as caught:
            send(server)
        assert not caught.value.sent, "Twilio has not taken it"


@pytest.mark.parametrize(("code", "kind"), [(21610, OptedOut), (63016, WindowClosed)])
def test_a_stop_it_holds_and_a_day_that_is_over_are_told_apart(code, kind):
    told = {"code": code, "message": "no", "more_info": "", "status": 400}
    with serving(answers("400 X", told)) as server, pytest.raises(kind):
        send(server)


def test_every_error_twilio_recorded_is_among_them():
    folder = examples.folder("twilio/examples")
    assert {path.name[6:-5] for path in folder.glob("error.*.json")} == set(KINDS)
