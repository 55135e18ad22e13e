"""Whatever the other side does, it ends in time and as one of four errors."""

import gzip
import logging
import socket
import time
import traceback
from contextlib import suppress

import pytest

from integrations.client import VERSION, ApiClient, Budget
from integrations.errors import IntegrationError, NotFound, Refused, Unavailable, Unreadable
from tests.integrations.failures import nobody_there
from tests.rawserver import Act, reset, says, serving, whole

OK = whole("200 OK", b'{"a": 1}', "content-type: application/json")
PRIVATE = "14 heaton lane"


def client(url: str, budget: Budget = Budget.IN_TURN) -> ApiClient:
    return ApiClient("council", url, budget)


def failure(act: Act, budget: Budget = Budget.IN_TURN) -> IntegrationError:
    """How a GET ends at such a server; it may not take longer than its time."""
    with serving(act) as server:
        started = time.monotonic()
        with pytest.raises(IntegrationError) as caught:
            client(server.url, budget).get("find", [("query", PRIVATE)]).json()
        assert time.monotonic() - started < budget.value.total + 0.5
    return caught.value


def drips(data: bytes, at_once: bytes = b"") -> Act:
    def act(line: socket.socket) -> None:
        with suppress(OSError):
            line.sendall(at_once)
            for byte in data:
                line.sendall(bytes([byte]))
                time.sleep(0.2)

    return act


def closes_after(data: bytes) -> Act:
    def act(line: socket.socket) -> None:
        line.sendall(data)
        line.close()

    return act


def never_ends(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    with suppress(OSError):
        while True:
            line.sendall(b" " * 65_536)


def test_an_answer_is_read() -> None:
    with serving(says(OK)) as server:
        reply = client(server.url + "/v2/").get("/services.json")
    assert (reply.status, reply.json()) == (200, {"a": 1})
    request = server.requests[0].decode()
    assert request.startswith("GET /v2/services.json HTTP/1.1")
    assert f"User-Agent: Doorstep/{VERSION}" in request


def test_a_system_that_is_not_there_was_not_reached() -> None:
    with pytest.raises(Unavailable) as caught:
        client(nobody_there()).post_form("requests", [])
    assert not caught.value.sent


def test_a_name_nobody_knows_was_not_reached() -> None:
    with pytest.raises(Unavailable) as caught:
        client("http://council.invalid").get("services")
    assert not caught.value.sent


def test_a_certificate_that_cannot_be_trusted_sends_nothing() -> None:
    with serving(says(OK)) as server, pytest.raises(Unavailable) as caught:
        client(server.url.replace("http:", "https:")).post_form("requests", [])
    assert not caught.value.sent
    assert server.requests == []


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda line: time.sleep(5), id="silence"),
        pytest.param(drips(OK), id="headers-byte-by-byte"),
        pytest.param(
            drips(b" " * 50, at_once=whole("200 OK", b" " * 50)[:-50]), id="body-byte-by-byte"
        ),
        pytest.param(
            drips(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\n[\r\n" * 9),
            id="chunks-byte-by-byte",
        ),
    ],
)
def test_a_slow_answer_is_cut_when_its_time_is_up(act: Act) -> None:
    fault = failure(act)
    assert isinstance(fault, Unavailable)
    assert (fault.detail, fault.sent) == ("too slow", True)


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(reset, id="reset"),
        pytest.param(lambda line: line.close(), id="closed-without-a-word"),
        pytest.param(closes_after(whole("200 OK", b"x" * 100)[:-50]), id="half-a-body"),
        pytest.param(
            closes_after(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\n[1,"),
            id="half-a-chunk",
        ),
        pytest.param(closes_after(b"220 mail.example ESMTP\r\n\r\n"), id="not-http"),
    ],
)
def test_a_line_that_breaks_may_have_carried_the_request(act: Act) -> None:
    fault = failure(act)
    assert isinstance(fault, Unavailable)
    assert fault.sent


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(whole("200 OK", b"<html>It works!</html>"), id="a-page"),
        pytest.param(whole("200 OK", b""), id="nothing"),
        pytest.param(whole("200 OK", b'{"a": NaN}'), id="not-a-number"),
        pytest.param(whole("200 OK", b"[" * 100_000), id="deep"),
        pytest.param(whole("200 OK", b"9" * 5_000), id="long-number"),
        pytest.param(whole("200 OK", b'"\xff"'), id="not-utf-8"),
        pytest.param(
            whole("200 OK", b"not gzip", "content-encoding: gzip"), id="compressed-wrongly"
        ),
        pytest.param(
            whole("200 OK", gzip.compress(b" " * 50_000_000), "content-encoding: gzip"),
            id="a-bomb",
        ),
        pytest.param(whole("302 Found", b"", "location: /sign-in"), id="sign-in-page"),
    ],
)
def test_an_answer_that_breaks_the_contract_is_unreadable(answer: bytes) -> None:
    fault = failure(says(answer))
    assert isinstance(fault, Unreadable), repr(fault)
    assert fault.sent, "it did answer, so it may have acted"


def test_half_the_headers_are_no_answer() -> None:
    assert failure(closes_after(b"HTTP/1.1 200 OK\r\ncont")).sent


def test_an_answer_without_end_is_unreadable() -> None:
    started = time.monotonic()
    assert isinstance(failure(never_ends), Unreadable | Unavailable)
    assert time.monotonic() - started < 2.5


def test_a_compressed_answer_and_one_with_a_byte_order_mark_are_read() -> None:
    packed = whole("200 OK", gzip.compress(b'{"a": 1}'), "content-encoding: gzip")
    marked = whole("200 OK", b'\xef\xbb\xbf{"a": 1}')
    with serving(says(packed, marked)) as server:
        assert client(server.url).get("x").json() == {"a": 1}
        assert client(server.url).get("x").json() == {"a": 1}


@pytest.mark.parametrize(
    ("status", "error", "sent"),
    [
        (400, Refused, False),
        (401, Refused, False),
        (403, Refused, False),
        (404, NotFound, False),
        (408, Unavailable, False),
        (409, Refused, False),
        (429, Unavailable, False),
        (500, Unavailable, True),
        (502, Unavailable, True),
        (503, Unavailable, False),
        (504, Unavailable, True),
    ],
)
def test_each_status_is_one_error(status: int, error: type[IntegrationError], sent: bool) -> None:
    answers = says(whole(f"{status} X", b"no"))
    with serving(answers) as server, pytest.raises(IntegrationError) as caught:
        client(server.url).post_form("requests", [("a", "b")])
    assert (type(caught.value), caught.value.sent) == (error, sent)
    assert len(server.requests) == 1


def test_the_contract_says_how_a_reason_is_read() -> None:
    with serving(says(whole("422 No", b"too late"))) as server, pytest.raises(Refused) as caught:
        api = ApiClient(
            "council", server.url, Budget.IN_TURN, refusal=lambda status, body: f"{status} {body}"
        )
        api.get("x")
    assert (caught.value.detail, caught.value.status) == ("422 too late", 422)


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("soon", None)])
def test_a_system_may_say_when_to_come_back(header: str, seconds: float | None) -> None:
    fault = failure(says(whole("429 No", b"", f"retry-after: {header}")))
    assert isinstance(fault, Unavailable)
    assert fault.retry_after == seconds


def test_a_worker_reads_again_but_never_writes_again() -> None:
    busy = whole("503 Busy", b"")
    with serving(says(busy, busy, OK)) as server:
        assert client(server.url, Budget.WORKER).get("x").json() == {"a": 1}
    assert len(server.requests) == 3
    with serving(says(busy, OK)) as server, pytest.raises(Unavailable):
        client(server.url, Budget.WORKER).post_json("x", {})
    assert len(server.requests) == 1


def test_in_a_turn_nothing_is_tried_again() -> None:
    with serving(says(whole("503 Busy", b""), OK)) as server, pytest.raises(Unavailable):
        client(server.url).get("x")
    assert len(server.requests) == 1


def test_a_form_and_a_document_travel_as_the_contract_says() -> None:
    with serving(says(OK)) as server:
        client(server.url).post_form("x", [("attribute[kinds][]", "1"), ("é", "a b")])
        client(server.url).post_json("x", {"a": "é"})
    form, document = (request.decode() for request in server.requests)
    assert "Content-Type: application/x-www-form-urlencoded; charset=utf-8" in form
    assert form.endswith("attribute%5Bkinds%5D%5B%5D=1&%C3%A9=a+b")
    assert "Content-Type: application/json" in document


def test_nothing_is_taken_from_the_machine_and_no_cookie_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HTTP_PROXY", nobody_there())
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(says(whole("200 OK", b"{}", "set-cookie: session=1"))) as server:
        api = client(server.url)
        api.get("x")
        api.get("x")
    assert b"cookie" not in server.requests[1].lower()


def test_what_a_resident_typed_is_in_no_log_and_no_error(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    for act in (
        says(OK),
        reset,
        closes_after(b"HTTP/1.1 200 OK\r\ncont"),
        says(whole("500 No", PRIVATE.encode())),
    ):
        with serving(act) as server, suppress(IntegrationError):
            client(server.url).get("find", [("query", PRIVATE)])
    with pytest.raises(Unavailable) as caught:
        client(nobody_there()).get("find", [("query", PRIVATE)])
    written = caplog.text + "".join(traceback.format_exception(caught.value))
    assert "heaton" not in written
    assert "council GET: 200" in caplog.text
