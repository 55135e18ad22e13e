"""Twilio's own forms and signature vectors at our real endpoints."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from twilio.request_validator import RequestValidator

from bot.webhooks.twilio import read
from integrations.store import messages, phones, receipts
from integrations.store.models import Message
from integrations.store.phone_models import Media
from integrations.twilio.contract import is_signed
from tests.bot.served import Web
from tests.integrations import examples

TOKEN = "12345678901234567890123456789012"
ACCOUNT = "AC00000000000000000000000000000001"


def post(web: Web, path: str, form: str, signature: str | None = None) -> requests.Response:
    fields = {name: values[0] for name, values in parse_qs(form, keep_blank_values=True).items()}
    made = RequestValidator(TOKEN).compute_signature(f"http://127.0.0.1{path}", fields)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Twilio-Signature": made if signature is None else signature,
    }
    return requests.post(f"{web.address}{path}", data=form, headers=headers, timeout=5)


def test_every_signature_vector_has_its_verdict() -> None:
    told = examples.example("twilio/examples/signature-vectors.json")
    for one in told["vectors"]:
        fields = {
            name: value if isinstance(value, list) else [value]
            for name, value in one["params"].items()
        }
        verdict = is_signed(told["auth_token"], one["url"], fields, one["signature"])
        assert verdict == one["valid"], one["name"]


def test_every_signature_vector_has_its_verdict_at_the_hook(web: Web) -> None:
    told = examples.example("twilio/examples/signature-vectors.json")
    settings = web.road.parts.settings
    before = settings.public_url
    for one in told["vectors"]:
        asked = urlsplit(one["url"])
        settings.public_url = f"{asked.scheme}://{asked.netloc}"
        where = f"{web.address}{asked.path}" + (f"?{asked.query}" if asked.query else "")
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": one["signature"],
        }
        form = urlencode(one["params"], doseq=True)
        answer = requests.post(where, data=form, headers=headers, timeout=5)
        assert answer.status_code == (200 if one["valid"] else 403), one["name"]
    settings.public_url = before


def test_every_form_of_twilio_is_taken(web: Web) -> None:
    forms = examples.folder("twilio/examples")
    for path in sorted(forms.glob("in.*.form.txt")):
        answer = post(web, "/webhooks/twilio", path.read_text(encoding="utf-8").strip())
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/xml"), path.name
        assert answer.text.endswith("<Response/>")
    for path in sorted(forms.glob("status.*.form.txt")):
        answer = post(web, "/webhooks/twilio/status", path.read_text(encoding="utf-8").strip())
        assert answer.status_code == 200, path.name
    with web.store.read() as tx:
        failed = receipts.of(tx, "SM00000000000000000000000000000006")
    assert failed
    assert (failed.status, failed.reason) == ("failed", "30003")


@pytest.mark.parametrize("signature", ["", "wrong", "IbL2p+vulicydGu6zhQIWn9g0i0="])
def test_a_forged_message_leaves_nothing(web: Web, signature: str) -> None:
    form = urlencode({"MessageSid": "SMforged", "AccountSid": ACCOUNT, "From": "+447700900123",
                      "Body": "hello"})  # fmt: skip
    assert post(web, "/webhooks/twilio", form, signature).status_code == 403
    with web.store.read() as tx:
        assert messages.by_key(tx, "sms:SMforged") is None


def test_another_account_is_refused(web: Web) -> None:
    form = urlencode({"MessageSid": "SMother", "AccountSid": "AC2", "From": "+447700900123"})
    assert post(web, "/webhooks/twilio", form).status_code == 403


def form_of(key: str, **fields: str) -> str:
    told = {"MessageSid": key, "AccountSid": ACCOUNT, "From": "+447700900124", "NumMedia": "0"}
    return urlencode({**told, **fields})


def kept(web: Web, key: str) -> Message | None:
    with web.store.read() as tx:
        return messages.by_key(tx, key)


def test_a_pin_keeps_what_it_is_called(web: Web) -> None:
    pin = {"Latitude": "53.4083", "Longitude": "-2.1494"}
    named = {"Label": "Central Library", "Address": "Wellington Road"}
    form = form_of("SMpin", From="whatsapp:+447700900124", Body="", **pin, **named)
    assert post(web, "/webhooks/twilio", form).status_code == 200
    found = kept(web, "whatsapp:SMpin")
    assert found and found.location == {"lat": 53.4083, "lng": -2.1494}
    assert found.text.endswith("(Central Library, Wellington Road)")


def test_a_button_of_a_template_is_its_words(web: Web) -> None:
    form = form_of("SMbutton", From="whatsapp:+447700900125", Body="", ButtonText="Yes please",
                   ButtonPayload="/restart", MessageType="button")  # fmt: skip
    assert post(web, "/webhooks/twilio", form).status_code == 200
    found = kept(web, "whatsapp:SMbutton")
    assert found and (found.text, found.payload) == ("Yes please", None)


@pytest.mark.parametrize("wish", ["STOP", "stop"])
def test_a_stop_that_twilio_read_in_other_words_is_a_stop(web: Web, wish: str) -> None:
    number = "+447700900126" if wish == "STOP" else "+447700900127"
    form = form_of(f"SM{wish}1", From=number, Body="Dim mwy", OptOutType=wish)
    assert post(web, "/webhooks/twilio", form).status_code == 200
    identity = web.road.parts.numbers.identity("sms", number)
    with web.store.read() as tx:
        phone = phones.get(tx, identity)
        assert phone and phone.stopped_at is not None


@pytest.mark.parametrize("word", ["CANCEL", "end ", "Quit", "STOP"])
def test_a_text_that_twilio_acts_on_is_a_stop_whatever_we_were_doing(web: Web, word: str) -> None:
    number = f"+447700900{200 + ord(word[0]) % 100}"
    by_text, by_whatsapp = (
        form_of(f"SM{word.strip()}{at}", From=f"{mark}{number}", Body=word)
        for at, mark in enumerate(("", "whatsapp:"))
    )
    told = [read(parse_qs(form))[0].wish for form in (by_text, by_whatsapp)]
    assert told == ["stop", None]
    assert post(web, "/webhooks/twilio", by_text).status_code == 200
    with web.store.read() as tx:
        phone = phones.get(tx, web.road.parts.numbers.identity("sms", number))
        assert phone and phone.stopped_at is not None


def test_each_photo_of_one_message_is_kept_and_its_words_once(web: Web) -> None:
    at = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME"
    form = form_of("SMmms", NumMedia="2", Body="by the bridge", MediaUrl0=f"{at}1",
                   MediaContentType0="image/jpeg", MediaUrl1=f"{at}2",
                   MediaContentType1="image/png")  # fmt: skip
    assert post(web, "/webhooks/twilio", form).status_code == 200
    texts = [one.text for key in ("sms:SMmms", "sms:SMmms.1") if (one := kept(web, key))]
    assert texts == ["by the bridge", "(a photo is on its way)"]
    with web.store.read() as tx:
        wanted = {one.address for one in tx.query(Media)}
    assert {f"{at}1", f"{at}2"} <= wanted


@pytest.mark.parametrize(
    ("key", "fields"),
    [("SMsticker", {"From": "whatsapp:+447700900128", "MediaContentType0": "image/webp"}),
     ("SMvoice", {"From": "whatsapp:+447700900128", "MediaContentType0": "audio/ogg"}),
     ("SMcard", {"MediaContentType0": "text/vcard"}), ("SMnone", {}),
     ("SMpdf", {"MediaContentType0": "application/pdf"})],
)  # fmt: skip
def test_no_kind_of_file_is_an_error_or_taken_for_a_photo(
    web: Web, key: str, fields: dict[str, str]
) -> None:
    form = form_of(key, **{"NumMedia": "1", "MediaUrl0": "https://api.twilio.com/x", **fields})
    assert post(web, "/webhooks/twilio", form).status_code == 200
    channel = "whatsapp" if "whatsapp" in form else "sms"
    assert kept(web, f"{channel}:{key}")
    with web.store.read() as tx:
        assert not [one for one in tx.query(Media) if one.address == "https://api.twilio.com/x"]


def test_a_status_that_comes_to_the_other_hook_is_no_message(web: Web) -> None:
    form = form_of("SMout", MessageStatus="delivered", To="+447700900124", From="+441610000000")
    assert post(web, "/webhooks/twilio", form).status_code == 200
    assert kept(web, "sms:SMout") is None
    with web.store.read() as tx:
        told = receipts.of(tx, "SMout")
    assert told and told.status == "delivered"
