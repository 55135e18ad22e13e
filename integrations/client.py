"""The one way out: HTTP with a time budget, a size limit, and every failure as one of our errors.

The total time is kept by cutting the connection, because a time-out per read lets an answer that
drips one byte a second last for ever. Bodies, addresses and queries are never logged.
"""

import json
import logging
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from enum import Enum
from http.cookiejar import DefaultCookiePolicy
from types import TracebackType
from typing import Any, NoReturn

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import DecodeError, HTTPError

from integrations.errors import NotFound, Refused, Unavailable, Unreadable

VERSION = "0.1.0"
LARGEST_ANSWER = 5_000_000
# Nothing was done: the other side said "later". Any other 5xx may come after the work was done.
NOT_NOW = (408, 429, 503)
WORTH_ANOTHER_TRY = (502, 503, 504)

logger = logging.getLogger(__name__)
# urllib3 writes whole addresses, with what a resident typed in them, even in its warnings.
logging.getLogger("urllib3").setLevel(logging.CRITICAL)

Pairs = Iterable[tuple[str, str]]
Refusal = Callable[[int, str], str]


@dataclass(frozen=True)
class Times:
    """Seconds; `retries` are for reads only."""

    connect: float
    read: float
    total: float
    retries: int = 0


class Budget(Enum):
    """How long a call may take: while a resident waits, in a worker, or for the engine's turn."""

    IN_TURN = Times(connect=0.5, read=2.0, total=2.0)
    WORKER = Times(connect=3.05, read=10.0, total=20.0, retries=2)
    ENGINE = Times(connect=0.5, read=8.0, total=8.0)


@dataclass(frozen=True)
class Reply:
    """`body` is kept for what is no text: photos."""

    system: str
    status: int
    text: str
    content_type: str
    body: bytes = b""
    location: str = ""

    def json(self) -> Any:
        try:
            return json.loads(self.text, parse_constant=no_constant)
        except (ValueError, RecursionError) as fault:
            raise Unreadable(self.system, f"not JSON ({self.content_type})") from fault


def no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


class Deadline:
    """Cuts the connection in use when the time is up, and knows whether a request went out."""

    def __init__(self, seconds: float) -> None:
        self.at = time.monotonic() + seconds
        self.passed = False
        self.sent = False
        self._line: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Deadline":
        self._token = current.set(self)
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None
    ) -> None:
        self._timer.cancel()
        current.reset(self._token)

    def sending_on(self, line: socket.socket) -> None:
        self.sent = True
        self._line = line
        if self.passed:
            self._cut()

    def left(self) -> float:
        return max(0.0, self.at - time.monotonic())

    def _cut(self) -> None:
        self.passed = True
        if self._line is not None:
            with suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)


current: ContextVar[Deadline] = ContextVar("deadline")


class TimedConnection(HTTPConnection):
    def connect(self) -> None:
        super().connect()
        current.get().sending_on(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:  # kept open from an earlier call
            current.get().sending_on(self.sock)
        super().request(*args, **kwargs)


class TimedSecureConnection(HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        current.get().sending_on(self.sock)

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is not None:  # kept open from an earlier call
            current.get().sending_on(self.sock)
        super().request(*args, **kwargs)


class TimedPool(HTTPConnectionPool):
    ConnectionCls = TimedConnection


class TimedSecurePool(HTTPSConnectionPool):
    ConnectionCls = TimedSecureConnection


class TimedAdapter(HTTPAdapter):
    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": TimedPool, "https": TimedSecurePool}


class ApiClient:
    """`refusal(status, body)` reads the contract's own error shape and gives the reason in it."""

    def __init__(
        self,
        system: str,
        base_url: str,
        budget: Budget,
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        refusal: Refusal | None = None,
    ) -> None:
        self.system = system
        self._base = base_url.rstrip("/")
        self._times = budget.value
        self._params = list((params or {}).items())
        self._refusal = refusal or (lambda status, body: f"status {status}")
        self._session = open_session({"Accept": "application/json", **(headers or {})})

    def get(self, path: str, params: Pairs = (), headers: Mapping[str, str] | None = None) -> Reply:
        return self._call("GET", path, params=self._params + list(params), headers=headers)

    def post_form(
        self, path: str, fields: Pairs, headers: Mapping[str, str] | None = None
    ) -> Reply:
        kind = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
        sent = {**kind, **(headers or {})}
        return self._call("POST", path, params=self._params, data=list(fields), headers=sent)

    def post_json(self, path: str, body: object, headers: Mapping[str, str] | None = None) -> Reply:
        return self._call("POST", path, params=self._params, json=body, headers=headers)

    def post_bytes(self, path: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """A body that is signed as it is."""
        return self._call("POST", path, params=self._params, data=body, headers=headers)

    def fetch(self, path: str = "", headers: Mapping[str, str] | None = None) -> Reply:
        """A file: its bytes, or where it is instead. Nothing is followed."""
        return self._call("GET", path, file=True, headers=headers)

    def _call(self, method: str, path: str, *, file: bool = False, **request: Any) -> Reply:
        retries = self._times.retries if method == "GET" else 0
        started = time.monotonic()
        with Deadline(self._times.total) as deadline:
            for attempt in range(retries + 1):
                answer, reply = self._once(deadline, method, path, request, file)
                if reply.status not in WORTH_ANOTHER_TRY or attempt == retries:
                    break
                time.sleep(min(deadline.left(), 0.2 * 2**attempt * random.uniform(0.5, 1.5)))
        took = round((time.monotonic() - started) * 1000)
        logger.info("%s %s: %d in %d ms", self.system, method, reply.status, took)
        if file and 300 <= reply.status < 400 and reply.location:
            return reply
        return self._checked(reply, answer.headers.get("Retry-After", ""))

    def _once(
        self, deadline: Deadline, method: str, path: str, request: dict[str, Any], file: bool
    ) -> tuple[requests.Response, Reply]:
        try:
            answer = self._session.request(
                method,
                f"{self._base}/{path.lstrip('/')}" if path else self._base,
                timeout=(self._times.connect, self._times.read),
                allow_redirects=False,
                stream=True,
                **request,
            )
            with closing(answer):
                body = self._body(answer)
        except DecodeError as fault:
            raise Unreadable(self.system, "compressed wrongly") from fault
        except (requests.RequestException, HTTPError, OSError) as fault:
            self._fail(deadline, fault)
        if deadline.passed:
            raise Unavailable(self.system, "too slow", sent=True)
        return answer, self._file(answer, body) if file else self._reply(answer, body)

    def _body(self, answer: requests.Response) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := answer.raw.read1(65_536, decode_content=True):
            size += len(part)
            if size > LARGEST_ANSWER:
                raise Unreadable(self.system, "too long an answer")
            parts.append(part)
        return b"".join(parts)

    def _reply(self, answer: requests.Response, body: bytes) -> Reply:
        content_type = answer.headers.get("Content-Type", "")
        try:
            text = body.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise Unreadable(self.system, f"not UTF-8 ({content_type})") from fault
        return Reply(self.system, answer.status_code, text, content_type)

    def _file(self, answer: requests.Response, body: bytes) -> Reply:
        kind = answer.headers.get("Content-Type", "")
        there = answer.headers.get("Location", "")
        return Reply(self.system, answer.status_code, "", kind, body, there)

    def _fail(self, deadline: Deadline, fault: Exception) -> NoReturn:
        # The outer exception's text holds the whole address; its reason does not.
        reason = getattr(fault.args[0] if fault.args else None, "reason", None)
        cause = reason if isinstance(reason, Exception) else fault
        slow = deadline.passed or isinstance(fault, requests.Timeout)
        detail = "too slow" if slow else type(cause).__name__
        raise Unavailable(self.system, detail, sent=deadline.sent) from cause

    def _checked(self, reply: Reply, retry_after: str) -> Reply:
        status = reply.status
        if 200 <= status < 300:
            return reply
        if status in NOT_NOW or status >= 500:
            raise Unavailable(
                self.system,
                f"status {status}",
                sent=status not in NOT_NOW,
                retry_after=float(retry_after) if retry_after.isdecimal() else None,
                reason=self._refusal(status, reply.text).partition(":")[0],
            )
        if status < 400:
            raise Unreadable(self.system, f"status {status}, not an answer")
        reason = self._refusal(status, reply.text)
        if status == 404:
            raise NotFound(self.system, reason)
        raise Refused(self.system, reason, status=status)


def open_session(headers: Mapping[str, str]) -> requests.Session:
    """Takes nothing from the machine (proxies, .netrc passwords) and keeps no cookies."""
    session = requests.Session()
    session.trust_env = False
    session.headers.update({"User-Agent": f"Doorstep/{VERSION}", **headers})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    for scheme in ("http://", "https://"):
        session.mount(scheme, TimedAdapter(pool_maxsize=32))
    return session
