"""Meta's own shapes at our real endpoint, signed as Meta signs."""

import hashlib
import hmac
import json

import pytest
import requests

from integrations.store import messages, receipts
from integrations.store.models import Message
from tests.bot.served import Web
from tests.integrations import examples

SECRET = b"test-app-secret"


def post(web: Web, body: bytes, signature: str | None = None) -> requests.Response:
    made = f"sha256={hmac.new(SECRET, body, hashlib.sha256).hexdigest()}"
    headers = {
        "Content-Type": "application/json",
        "X-Hub-Signature-256": made if signature is None else signature,
    }
    where = f"{web.address}/webhooks/whatsapp"
    return requests.post(where, data=body, headers=headers, timeout=5)


def batch(*found: dict[str, object], **value: object) -> bytes:
    about = {"phone_number_id": "100000000000001"}
    change = {"metadata": about, "messages": list(found), **value}
    told = {"entry": [{"changes": [{"field": "messages", "value": change}]}]}
    return json.dumps(told).encode()


def says(words: object, key: str, **more: object) -> dict[str, object]:
    message = {"from": "447700900321", "id": key, "timestamp": "1767614400", "type": "text"}
    return {**message, "text": {"body": words}, **more}


def stored(web: Web, key: str) -> Message | None:
    with web.store.read() as tx:
        return messages.by_key(tx, f"whatsapp:{key}")


def test_every_signature_vector_has_its_verdict(web: Web) -> None:
    told = examples.example("whatsapp-cloud-api/wire-shapes/signature-vectors.json")
    for one in told["vectors"]:
        answer = post(web, one["raw_body"].encode(), one["signature"])
        assert answer.status_code == (200 if one["valid"] else 403), one


def test_every_handshake_vector_has_its_verdict(web: Web) -> None:
    told = examples.example("whatsapp-cloud-api/wire-shapes/verification-vectors.json")
    for case in told["cases"]:
        answer = web.get(f"/webhooks/whatsapp?{case['query']}")
        assert answer.status_code == case["status"], case
        if "body" in case:
            assert answer.text == case["body"]
            assert answer.headers["content-type"].startswith("text/plain")


def test_every_wire_shape_is_taken(web: Web) -> None:
    shapes = examples.folder("whatsapp-cloud-api/wire-shapes")
    for path in sorted([*shapes.glob("in.*.json"), *shapes.glob("status.*.json")]):
        assert post(web, path.read_bytes()).status_code == 200, path.name
    assert stored(web, "wamid.TEST0014") and stored(web, "wamid.TEST0015")
    assert stored(web, "wamid.TEST0016") is None, "another number's message is not ours"
    with web.store.read() as tx:
        read = receipts.of(tx, "wamid.OUT0001")
        failed = receipts.of(tx, "wamid.OUT0004")
    assert read and read.status == "read"
    assert failed and failed.reason == "131047: Re-engagement message"


def test_one_bad_element_loses_none_of_the_others(web: Web) -> None:
    body = batch(
        says("one", "w1"), {"id": 7}, says(None, "w2"), {"type": "text"}, says("three", "w3"),
        statuses=[{"id": "o1", "status": "read"}, {"status": "sent"}, {"id": "o2", "status": "?"}],
    )  # fmt: skip
    assert post(web, body).status_code == 200
    assert stored(web, "w1") and stored(web, "w3")
    with web.store.read() as tx:
        assert receipts.of(tx, "o1")


@pytest.mark.parametrize(
    ("kind", "content"),
    [("location", {"latitude": "north"}), ("location", {}), ("interactive", {"type": "nfm_reply"}),
     ("interactive", {}), ("image", {}), ("order", {}), ("contacts", {}), ("text", {}),
     ("button", {}), ("new_kind", {}), ("sticker", {"id": "1"}), ("video", {"id": "1"})],
)  # fmt: skip
def test_no_kind_of_message_is_an_error(web: Web, kind: str, content: object) -> None:
    key = f"odd-{kind}-{len(str(content))}"
    message = {"from": "447700900322", "id": key, "timestamp": "x", "type": kind, kind: content}
    assert post(web, batch(message)).status_code == 200
    assert stored(web, key)


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b"{", b"\xff", b'{"entry": {"a": 1}}'])
def test_what_is_no_batch_is_no_crash(web: Web, body: bytes) -> None:
    assert post(web, body).status_code in (200, 400)


def test_what_meta_may_send_is_read_for_what_it_is(web: Web) -> None:
    inner = {"type": "text", "text": {"body": "on Heaton Lane"}}
    place = {"latitude": 53.4, "longitude": -2.1, "name": "Mersey Square", "address": "SK1"}
    found = {
        "edited": {"type": "edit", "edit": {"original_message_id": "w0", "message": inner}},
        "pin": {"type": "location", "location": place},
        "film": {"type": "video", "video": {"id": "5", "caption": "look at this"}},
        "flow": {"type": "interactive",
                 "interactive": {"type": "nfm_reply", "nfm_reply": {"body": "Sent"}}},
        "gone": {"type": "revoke", "revoke": {"original_message_id": "w0"}},
        "hello": {"type": "request_welcome"},
        "image": {"type": "image", "image": {"mime_type": "image/jpeg"}},
    }  # fmt: skip
    told = [{"from": "447700900323", "id": key, **one} for key, one in found.items()]
    assert post(web, batch(*told)).status_code == 200
    texts = {key: one.text for key in found if (one := stored(web, key))}
    assert texts == {
        "edited": "on Heaton Lane",
        "pin": "Place on the map: 53.40000, -2.10000 (Mersey Square, SK1)",
        "film": "look at this",
        "flow": "(a message of a kind we cannot read)",
        "gone": "(a message was deleted)",
        "hello": "(the chat was opened)",
        "image": "(a message of a kind we cannot read)",
    }


def test_a_number_that_changed_and_news_of_templates_leave_nothing(web: Web) -> None:
    told = {"from": "447700900324", "id": "sys", "type": "system",
            "system": {"type": "user_changed_number", "wa_id": "447700900325"}}  # fmt: skip
    assert (
        post(web, batch(told, errors=[{"code": 131000, "title": "Something"}])).status_code == 200
    )
    assert stored(web, "sys") is None


def test_letters_no_database_takes_lose_nothing(web: Web) -> None:
    """Half an emoji, and a letter with no number: both can stand in JSON."""
    failed = [{"code": 131026, "title": "lost \ud800\x00"}]
    body = batch(
        says("half \ud83d an emoji \x00", "cut"), says("x", "bad\ud800"), says("after", "next"),
        statuses=[{"id": "st\ud800", "status": "read"},
                  {"id": "st2", "status": "failed", "errors": failed}],
    )  # fmt: skip
    assert post(web, body).status_code == 200
    cut, after = stored(web, "cut"), stored(web, "next")
    assert cut and cut.text == "half \ufffd an emoji" and after
    with web.store.read() as tx:
        found = receipts.of(tx, "st2")
    assert found and found.reason == "131026: lost \ufffd"


def test_several_entries_and_changes_are_all_read(web: Web) -> None:
    about = {"phone_number_id": "100000000000001"}
    value = [{"metadata": about, "messages": [says("a", f"many{at}")]} for at in range(4)]
    changes = [{"field": "messages", "value": one} for one in value]
    other = {"field": "account_update", "value": {"event": "X"}}
    told = {"entry": [{"changes": [changes[0], other, changes[1]]}, {}, {"changes": changes[2:]}]}
    assert post(web, json.dumps(told).encode()).status_code == 200
    assert all(stored(web, f"many{at}") for at in range(4))
