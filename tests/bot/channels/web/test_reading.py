import json

import pytest

from bot.channels.web.reading import Sent, read_after, read_form, read_message, read_session
from bot.refusals import Problem

FORM = "application/x-www-form-urlencoded"


def body(**fields: object) -> bytes:
    return json.dumps({"client_id": "a1", **fields}).encode()


def refusal(read: object, *given: object) -> Problem:
    with pytest.raises(Problem) as caught:
        read(*given)  # type: ignore[operator]
    return caught.value


def test_a_message_is_text_or_a_choice_or_a_place() -> None:
    assert read_message(body(text="hello")) == Sent("a1", text="hello")
    assert read_message(body(choice="c1")) == Sent("a1", choice="c1")
    assert read_message(body(location={"lat": 53.4, "lng": -2})) == Sent(
        "a1", location=(53.4, -2.0)
    )


def test_the_words_of_a_resident_are_passed_on_as_they_are() -> None:
    odd = "  caf\u00e9 \U0001f5d1 \u202e\u0000 /restart <b>  "
    assert read_message(body(text=odd)).text == odd


def test_a_lone_surrogate_is_left_for_the_road_to_replace() -> None:
    assert read_message(b'{"client_id": "a", "text": "\\ud800"}').text == "\ud800"


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b"not json",
        b"[]",
        b'"text"',
        b"null",
        b'{"client_id": "a", "text": "cut',
        b'{"client_id": "a", "text": "\xff"}',
        b'\xef\xbb\xbf{"client_id": "a", "text": "a"}',
        b'{"client_id": "a", "location": {"lat": NaN, "lng": 1}}',
        b'{"client_id": "a", "location": {"lat": Infinity, "lng": 1}}',
        b'{"client_id": "a", "location": {"lat": 1e999, "lng": 1}}',
        b'{"client_id": "a", "text": ' + b"9" * 5000 + b"}",
        b"[" * 16_000,
        b'{"client_id": "a", "text": "a", "more": ' + b"[" * 9 + b"]" * 9 + b"}",
        body(),
        body(text=None),
        body(text=1),
        body(text=["a"]),
        body(text="a", choice="c1"),
        body(choice=1),
        body(choice=""),
        body(choice="c" * 101),
        body(location=[1, 2]),
        body(location={"lat": 1}),
        body(location={"lat": "1", "lng": 1}),
        body(location={"lat": True, "lng": 1}),
        body(location={"lat": 91, "lng": 1}),
        body(location={"lat": 10**400, "lng": 1}),
        body(client_id="", text="a"),
        body(client_id=7, text="a"),
        body(client_id="a\u0000", text="a"),
        body(client_id="a" * 101, text="a"),
        b'{"text": "a"}',
    ],
    ids=lambda wrong: wrong[:40].decode("latin-1"),
)
def test_what_is_not_of_the_agreed_shape_is_a_bad_request(wrong: bytes) -> None:
    problem = refusal(read_message, wrong)
    assert (problem.status, problem.code) == (400, "bad_request")
    assert problem.detail


def test_a_session_may_be_asked_for_with_a_language_or_with_nothing() -> None:
    assert read_session(b"") is None
    assert read_session(b"{}") is None
    assert read_session(b'{"locale": "cy"}') == "cy"
    assert read_session(b'{"locale": "en-GB"}') == "en-GB"


@pytest.mark.parametrize("wrong", [b'{"locale": 1}', b'{"locale": "<b>"}', b"[]", b"{"])
def test_a_language_that_is_none_is_refused(wrong: bytes) -> None:
    assert refusal(read_session, wrong).status == 400


def test_messages_are_asked_for_from_a_number_on() -> None:
    assert read_after(None) == 0
    assert read_after("12") == 12


@pytest.mark.parametrize("wrong", ["-1", "1.5", "x", "9" * 16, "\u0661", "1_0", " 1"])
def test_a_number_that_is_none_is_refused(wrong: str) -> None:
    assert refusal(read_after, wrong).status == 400


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    assert read_form(b"text=my+bin%0D%0Awas+missed&client_id=a", FORM) == {
        "text": "my bin\nwas missed",
        "client_id": "a",
    }
    assert read_form(b"", "") == {}


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [(b"text=a", "text/plain"), (b"--x\r\n", "multipart/form-data"), (b"text=\xff", FORM)],
)
def test_a_form_of_another_kind_is_refused(wrong: bytes, kind: str) -> None:
    assert refusal(read_form, wrong, kind).status == 400


def test_a_form_with_bytes_that_are_no_text_is_still_read() -> None:
    assert read_form(b"text=a%FFb", FORM)["text"] == "a\ufffdb"
