"""How a stand-in is made to misbehave, as council systems do: slow, broken, or silent after acting.

Faults touch the contract's routes only; the admin routes always answer.
"""

import asyncio
import socket
import struct
from dataclasses import dataclass, field, fields
from http import HTTPStatus
from typing import Any, cast

from sanic import HTTPResponse, Request
from sanic.response import raw


class BadFault(Exception):
    """The text names what is wrong with the order."""


@dataclass(frozen=True)
class Fault:
    """With `status` the request is turned away unread. With `body` alone it is carried out and
    only the answer is wrong. `latency_ms` passes after the work is done, before the answer.
    `slow_bytes` is a number of bytes a second. `method` and `path` (a part of it) narrow it down;
    `times` is how many requests it is for, all of them if it is left out."""

    status: int | None = None
    body: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    latency_ms: int = 0
    drop_reply_after_commit: bool = False
    slow_bytes: int = 0
    times: int | None = None
    method: str = ""
    path: str = ""

    def matches(self, method: str, path: str) -> bool:
        return self.method in ("", method) and self.path in path


KINDS: dict[str, type] = {
    "status": int,
    "body": str,
    "headers": dict,
    "latency_ms": int,
    "drop_reply_after_commit": bool,
    "slow_bytes": int,
    "times": int,
    "method": str,
    "path": str,
}


def read_fault(order: object) -> Fault:
    if not isinstance(order, dict):
        raise BadFault("a fault is an object")
    known = {name.name for name in fields(Fault)}
    if unknown := sorted(set(order) - known):
        raise BadFault(f"unknown: {', '.join(unknown)}")
    given = {name: value for name, value in order.items() if value is not None}
    for name, value in given.items():
        if not isinstance(value, KINDS[name]) or isinstance(value, bool) != (KINDS[name] is bool):
            raise BadFault(f"{name} is not of type {KINDS[name].__name__}")
    return Fault(**given)


class Faults:
    def __init__(self) -> None:
        self._fault: Fault | None = None
        self._left: int | None = None

    def switch_on(self, fault: Fault) -> None:
        self._fault, self._left = fault, fault.times

    def clear(self) -> None:
        self._fault = None

    def next(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted."""
        fault = self._fault
        if fault is None or not fault.matches(method, path) or self._left == 0:
            return None
        if self._left is not None:
            self._left -= 1
        return fault


def wrong_answer(fault: Fault, answer: HTTPResponse) -> HTTPResponse:
    """The answer with what the fault changes in it."""
    if fault.body is not None:
        kind = "text/html; charset=utf-8" if fault.body.startswith("<") else answer.content_type
        answer = raw(fault.body.encode(), status=answer.status, content_type=kind or "text/plain")
    answer.headers.update(fault.headers)
    return answer


def transport(request: Request) -> asyncio.Transport:
    return cast(asyncio.Transport, request.transport)


async def hang_up(request: Request) -> None:
    """Resets the connection: the other side sees its request vanish after it was carried out."""
    line = transport(request).get_extra_info("socket")
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport(request).abort()
    await forever()


async def drip(request: Request, answer: HTTPResponse, fault: Fault) -> None:
    """Sends headers and body byte by byte, so that no single read ever times out."""
    body = answer.body or b""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"content-type: {answer.content_type}",
        f"content-length: {len(body)}",
        "connection: close",
        *(f"{name}: {value}" for name, value in fault.headers.items()),
    ]
    for byte in ("\r\n".join(lines) + "\r\n\r\n").encode() + body:
        transport(request).write(bytes([byte]))
        await asyncio.sleep(1 / fault.slow_bytes)
    transport(request).close()
    await forever()


async def forever() -> Any:
    """Sanic ends a request's task when its connection is gone; until then it must not answer."""
    await asyncio.Event().wait()
