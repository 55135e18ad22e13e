import http.client
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from sanic import HTTPResponse, Request, Sanic
from sanic.response import html, json

from bot.guards import BODY_LIMIT, guard
from bot.refusals import refuse
from tests.bot.serving import serving

PUBLIC = "https://chat.example.gov.uk"
ALLOWED = "https://www.example.gov.uk"


def create() -> Sanic:
    app = Sanic("guarded", configure_logging=False)
    refuse(app, lambda status, code: html(f"<p>{code}</p>", status=status))
    guard(app, PUBLIC, [ALLOWED])

    @app.route("/sizes", methods=["GET", "POST"])
    async def sizes(request: Request) -> HTTPResponse:
        return json({"bytes": len(request.body)})

    @app.get("/broken")
    async def broken(_: Request) -> HTTPResponse:
        raise RuntimeError("a secret of the resident")

    return app


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with serving(create) as found:
        yield found


def test_a_body_up_to_the_limit_is_taken(address: str) -> None:
    answer = requests.post(f"{address}/sizes", data=b"a" * BODY_LIMIT, timeout=5)
    assert answer.json() == {"bytes": BODY_LIMIT}


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 120_000, 3_000_000])
def test_a_body_that_is_too_large_is_refused_in_words(address: str, size: int) -> None:
    answer = requests.post(f"{address}/sizes", data=b"a" * size, timeout=5)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"


def test_a_chunked_body_is_limited_too(address: str) -> None:
    small = requests.post(f"{address}/sizes", data=iter([b"a" * 10, b"b" * 10]), timeout=5)
    large = requests.post(f"{address}/sizes", data=iter([b"a" * 9_000] * 20), timeout=5)
    assert small.json() == {"bytes": 20}
    assert (large.status_code, large.json()["error"]) == (413, "too_large")


def test_a_connection_goes_on_after_a_refusal(address: str) -> None:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    line.request("POST", "/sizes", body=b"a" * 50_000)
    assert line.getresponse().read()
    line.request("POST", "/sizes", body=b"a" * 50)
    assert line.getresponse().read() == b'{"bytes":50}'
    line.close()


def test_a_body_that_is_endless_is_cut(address: str) -> None:
    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(b"POST /sizes HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n")
        answer = line.recv(1000)
    assert answer.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("origin", [None, PUBLIC, ALLOWED])
def test_a_post_from_our_own_pages_and_from_programs_is_taken(
    address: str, origin: str | None
) -> None:
    answer = requests.post(f"{address}/sizes", headers={"Origin": origin}, timeout=5)
    assert answer.status_code == 200


def test_a_post_from_the_address_the_page_was_opened_at_is_taken(address: str) -> None:
    answer = requests.post(f"{address}/sizes", headers={"Origin": address}, timeout=5)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "", f"{PUBLIC}.evil.example", "http://", "x"]
)
def test_a_post_from_a_strangers_page_is_refused(address: str, origin: str) -> None:
    answer = requests.post(f"{address}/sizes", headers={"Origin": origin}, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
    assert requests.get(f"{address}/sizes", headers={"Origin": origin}, timeout=5).ok


@pytest.mark.parametrize("path", ["/sizes", "/nothing", "/broken"])
def test_every_answer_allows_only_our_own_files(address: str, path: str) -> None:
    headers = requests.get(f"{address}{path}", timeout=5).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "same-origin"
    assert "max-age" in headers["strict-transport-security"]


def test_errors_are_an_object_for_programs_and_a_page_for_people(address: str) -> None:
    for path, status, code in (("/nothing", 404, "not_found"), ("/broken", 500, "failed")):
        program = requests.get(f"{address}{path}", timeout=5)
        person = requests.get(f"{address}{path}", headers={"Accept": "text/html"}, timeout=5)
        assert (program.status_code, program.json()["error"]) == (status, code)
        assert set(program.json()) == {"error", "detail"}
        assert (person.status_code, person.text) == (status, f"<p>{code}</p>")
        assert "secret" not in program.text


def test_a_method_a_route_has_not_is_405(address: str) -> None:
    answer = requests.delete(f"{address}/sizes", timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /sizes\x00 HTTP/1.1\r\n\r\n",
        b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"NONSENSE\r\n\r\n",
        b"POST /sizes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"GET /sizes HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 10_000 + b"\r\n\r\n",
        b"GET /sizes HTTP/1.1\r\nHost: x\r\nCookie: a=\xff\xfe; =; ;\r\n\r\n",
    ],
)
def test_what_is_not_http_stops_nothing(address: str, raw: bytes) -> None:
    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as line:
        line.sendall(raw)
        first = line.recv(1000)
    # Nothing at all: Sanic hangs up on an address it cannot read.
    assert first == b"" or first.startswith((b"HTTP/1.1 4", b"HTTP/1.1 2"))
    assert requests.get(f"{address}/sizes", timeout=5).ok
