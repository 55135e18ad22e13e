"""What the website can do, done by text and on WhatsApp, through the running product."""

import io
import re
import statistics

import pytest
import requests
from PIL import Image

from integrations.notify.fragments import count
from tests.phones import PAYLOAD, Phone
from tests.stack import Stack, until

CHANNELS = ("sms", "whatsapp")
# Far apart: a second report of one thing on one street is asked whether it is the first again.
STREETS = {"sms": "Heaton Lane", "whatsapp": "Buxton Old Road"}
REFERENCE = re.compile(r"SR-[0-9]{7}")


@pytest.fixture(params=CHANNELS)
def phone(request: pytest.FixtureRequest, stack: Stack) -> Phone:
    found = Phone(stack, request.param)
    assert "I am a computer" in found.says("hello")
    return found


def report(phone: Phone, first: str) -> str:
    return finish(phone, phone.says(first))


def finish(phone: Phone, heard: str, **more: str) -> str:
    """Answers the first choice to every question until the reference is given."""
    for _ in range(10):
        if found := REFERENCE.search(heard):
            return found[0]
        heard = phone.says("1", **more)
    raise AssertionError(phone.transcript())


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (320, 240), "grey").save(made, "JPEG")
    return made.getvalue()


def council_has_photo(stack: Stack, before: int) -> None:
    """The request that came since has a photo, at an address the council can open."""
    until(lambda: len(stack.council.requests()) > before, "the request at the council")
    newest = max(stack.council.requests(), key=lambda one: int(one["service_request_id"]))
    assert newest["media_url"], newest
    shown = requests.get(newest["media_url"], timeout=10)
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")


def test_the_journeys_of_the_website_without_a_payload_and_in_few_fragments(phone: Phone) -> None:
    street = STREETS[phone.channel]
    report(phone, f"there's a sofa dumped on {street}")
    report(phone, f"massive pothole on {street}")
    report(phone, f"street light out on {street}")
    phone.says("when is my bin day")
    assert "Green bin" in phone.says("2 Heaton Lane SK4 1ZD")
    phone.says("I want to speak to a person")
    said = [one["text"] for one in phone.thread() if one["from"] == "council"]
    assert not [text for text in said if PAYLOAD.search(text)]
    if phone.channel == "sms":
        turns = [count(text) for text in said if "I am a computer" not in text]
        assert statistics.median(turns) <= 1.5, turns


def test_danger_is_answered_at_once_also_as_the_first_message(stack: Stack) -> None:
    for channel in CHANNELS:
        phone = Phone(stack, channel)
        phone.says("I want to die")
        first = next(one for one in phone.thread() if one["from"] == "council")
        assert "116 123" in first["text"]


def test_danger_after_a_stop_is_answered(phone: Phone) -> None:
    assert "will not text you again" in phone.says("STOP")
    assert "116 123" in phone.says("I am going to kill myself")


def test_cancel_in_the_middle_of_a_report_ends_the_report_and_not_the_texts(phone: Phone) -> None:
    for word in ("CANCEL", "quit", "end"):
        assert "?" in phone.says(f"there's a sofa dumped on {STREETS[phone.channel]}")
        heard = phone.says(word)
        assert "Nothing has been sent" in heard, phone.transcript()
        assert "send STOP" in heard
    assert "will not text you again" in phone.says("Cancel please")
    assert "START" in phone.transcript()[-1]


def test_a_photo_goes_with_the_report_to_the_council(stack: Stack) -> None:
    """By WhatsApp: GOV.UK Notify takes no photos. Twilio's is below."""
    phone, before = Phone(stack, "whatsapp"), len(stack.council.requests())
    phone.says("there's a sofa dumped on Canal Wharf")
    heard = phone.sends_photo(picture())
    assert "photo" in heard.lower()
    finish(phone, heard)
    council_has_photo(stack, before)


def test_a_number_alone_is_told_nothing_of_what_another_wrote(stack: Stack) -> None:
    """A phone proves nobody: what another resident said comes to none but staff."""
    writer, other = Phone(stack, "whatsapp"), Phone(stack)
    reference = report(writer, "there's a sofa by canary cottage dumped on Castle Terrace")
    heard = other.says(f"what happened to my report {reference}")
    assert reference in heard
    assert "canary" not in heard.lower()


def test_what_is_no_words_is_answered_and_the_report_goes_on(stack: Stack) -> None:
    phone = Phone(stack, "whatsapp")
    phone.says("there's a sofa dumped on Vale Mill Avenue")
    assert "voice messages" in phone.after(kind="audio")
    assert "type what you need" in phone.after(kind="sticker")
    finish(phone, phone.says("1"))


def test_a_button_is_pressed_and_a_pin_is_a_place(stack: Stack) -> None:
    phone = Phone(stack, "whatsapp")
    phone.says("a fridge has been dumped")
    heard = phone.after(location={"lat": 53.4096, "lng": -2.1602})
    assert "?" in heard, "the place is offered to be confirmed"
    phone.presses(next(o["choices"][0]["title"] for o in reversed(phone.thread()) if o["choices"]))


def test_a_chat_goes_on_by_text_where_it_was(stack: Stack) -> None:
    resident = stack.resident()
    resident.say("there's a sofa dumped on Heaton Lane")
    told = resident.call("POST", "/chat/phone").json()
    phone = Phone(stack)
    assert "What has been dumped?" in phone.says(told["code"])
    assert "How much" in phone.says("1")
    assert "How much" in resident.transcript()[-1]


def test_call_backs_that_come_twice_and_in_the_wrong_order_change_nothing(stack: Stack) -> None:
    world = {"callbacks": {"copies": 3, "shuffle": True}}
    stack.council.load("whatsapp", world)
    phone = Phone(stack, "whatsapp")
    phone.says("hello")
    answers = [one for one in phone.thread() if one["from"] == "council"]
    assert len(answers) == 2, phone.transcript()


def test_twilio_brings_the_same_conversation(stack: Stack) -> None:
    """Its hooks are open beside Notify's; who sends is the setting's choice."""
    stack.processes["web"].stop()
    stack.start("web", SMS_PROVIDER="twilio", WHATSAPP_PROVIDER="twilio")
    for channel in CHANNELS:
        phone = Phone(stack, channel, provider="twilio")
        phone.says("hello", channel=channel)
        before = len(stack.council.requests())
        assert "Furniture" in phone.says(
            f"a sofa was dumped on {STREETS[channel]}", channel=channel
        )
        heard = phone.sends_photo(picture(), channel=channel)
        assert "photo" in heard.lower()
        finish(phone, heard, channel=channel)
        council_has_photo(stack, before)
