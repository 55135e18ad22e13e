"""A server that sends exactly the bytes a test gives it, and then breaks the line as told."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Act = Callable[[socket.socket], None]


class RawServer:
    def __init__(self, act: Act) -> None:
        self._act = act
        self._line = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.over = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._line.getsockname()[1]}"

    def stop(self) -> None:
        self.over.set()
        # Wakes the thread that waits in accept().
        with suppress(OSError):
            self._line.shutdown(socket.SHUT_RDWR)
        self._line.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._line.accept()
                threading.Thread(target=self._answer, args=(line,), daemon=True).start()

    def _answer(self, line: socket.socket) -> None:
        with suppress(OSError), line:
            while request := read_request(line):
                self.requests.append(request)
                self._act(line)


@contextmanager
def serving(act: Act) -> Iterator[RawServer]:
    server = RawServer(act)
    try:
        yield server
    finally:
        server.stop()


def read_request(line: socket.socket) -> bytes:
    """Headers and body, or nothing when the client is gone."""
    found = b""
    while b"\r\n\r\n" not in found:
        part = line.recv(65_536)
        if not part:
            return b""
        found += part
    head, _, body = found.partition(b"\r\n\r\n")
    lengths = [row for row in head.lower().split(b"\r\n") if row.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted:
        body += line.recv(65_536)
    return head + b"\r\n\r\n" + body


def whole(status: str, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(*answers: bytes) -> Act:
    """Each request its answer; the last one again and again."""
    left = list(answers)

    def act(line: socket.socket) -> None:
        line.sendall(left.pop(0) if len(left) > 1 else left[0])

    return act


def reset(line: socket.socket) -> None:
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()
