"""Meta's recorded answers at our client, and our messages beside Meta's recorded ones."""

import json

import pytest

from integrations.errors import Refused, Unavailable, WindowClosed
from integrations.whatsapp import contract, rules
from integrations.whatsapp.client import WhatsApp
from tests.integrations import examples
from tests.rawserver import says, serving, whole

SHAPES = "whatsapp-cloud-api/wire-shapes"
KINDS = {
    "400.131047": WindowClosed,
    "400.131026": Refused,
    "400.131009": Refused,
    "401.190": Refused,
    "400.131056": Unavailable,
    "429.130429": Unavailable,
}


def send(server, content):
    return WhatsApp(server.url, "token", "1000").send("+447700900123", content, "our-reference")


def shape(name):
    return examples.example(f"{SHAPES}/{name}.json")


def test_a_message_that_meta_has_taken_has_metas_id():
    body = json.dumps(shape("out.response.200")).encode()
    with serving(says(whole("200 OK", body, "content-type: application/json"))) as server:
        assert send(server, contract.text("Hello.")) == "wamid.OUT0001"
        head, _, told = server.requests[0].partition(b"\r\n\r\n")
    assert b"POST /1000/messages" in head
    assert b"bearer token" in head.lower()
    assert json.loads(told)["to"] == "447700900123"


@pytest.mark.parametrize("name", KINDS)
def test_every_error_of_meta_is_known_for_what_it_is(name):
    body = json.dumps(shape(f"error.{name}")).encode()
    status = f"{name[:3]} X"
    with serving(says(whole(status, body, "content-type: application/json"))) as server:
        with pytest.raises(KINDS[name]) as caught:
            send(server, contract.text("Hello."))
        assert not caught.value.sent, "Meta has not taken it"


def test_every_error_meta_recorded_is_among_them():
    found = {path.name[6:-5] for path in examples.folder(SHAPES).glob("error.*.json")}
    assert found == set(KINDS)


def test_what_we_send_has_metas_shapes():
    sent = {
        "text": contract.text(shape("out.text")["text"]["body"]),
        "buttons": contract.buttons(
            "Is this your address?",
            [("/affirm", "Yes"), ("/deny", "No"), ("/start_over", "Start again")],
        ),
    }
    for name, ours in sent.items():
        theirs = shape(f"out.{name}")
        assert {key: theirs[key] for key in ours} == ours, name
    listed = contract.rows("Choose", "Addresses", [("a1", "1 Acacia Avenue", "Exampleton")])
    theirs = shape("out.list")["interactive"]
    ours = listed["interactive"]
    assert set(ours) <= set(theirs)
    assert set(ours["action"]) == set(theirs["action"])
    assert set(ours["action"]["sections"][0]["rows"][0]) == set(
        theirs["action"]["sections"][0]["rows"][0]
    )


def test_the_stand_in_takes_what_meta_takes_and_holds_its_limits():
    for name in ("text", "buttons", "list", "template", "location-request"):
        assert rules.fault_of(shape(f"out.{name}"), ["case_update"]) is None, name
    told = shape("limits")
    ours = {
        "text.body": contract.TEXT,
        "interactive.body": contract.BODY,
        "buttons.max": contract.BUTTONS,
        "button.title": contract.BUTTON_TITLE,
        "button.id": rules.LONGEST_IDS["button"],
        "list.button_label": contract.LIST_BUTTON,
        "list.rows.total.max": contract.ROWS,
        "list.row.id": rules.LONGEST_IDS["list"],
        "list.row.title": contract.ROW_TITLE,
        "list.row.description": contract.ROW_DETAIL,
        "customer_service_window_hours": contract.WINDOW_HOURS,
    }
    assert {name: told[name] for name in ours} == ours


def test_a_file_is_told_of_as_meta_does():
    found = contract.from_media(shape("media.metadata.200"))
    assert (found.kind, found.size) == ("image/jpeg", 303_833)
    assert found.url.startswith("https://lookaside.fbsbx.com/")
