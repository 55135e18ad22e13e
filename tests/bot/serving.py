"""Runs a Sanic app on a free port of this machine, in a thread, so that tests speak real HTTP."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sanic import Sanic

Sanic.test_mode = True  # more than one app in one process


@contextmanager
def serving(create: Callable[[], Sanic]) -> Iterator[str]:
    """The address of the app. It is made in its own thread, as it would be in its own process."""
    started: dict[str, object] = {}
    ready = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(run(create, started, ready)), daemon=True)
    thread.start()
    if not ready.wait(20) or "stop" not in started:
        raise RuntimeError("the server did not start")
    yield str(started["address"])
    started["loop"].call_soon_threadsafe(started["stop"].set)  # type: ignore[attr-defined]
    thread.join(20)
    assert not thread.is_alive(), "the server did not stop"


async def run(
    create: Callable[[], Sanic], started: dict[str, object], ready: threading.Event
) -> None:
    try:
        app = create()
        sock = socket.create_server(("127.0.0.1", 0))
        server = await app.create_server(sock=sock, return_asyncio_server=True)
        assert server is not None
        await server.startup()
        await server.before_start()
        await server.start_serving()
        await server.after_start()
        stop = asyncio.Event()
        address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        started.update(address=address, loop=asyncio.get_running_loop(), stop=stop)
    finally:
        ready.set()
    await stop.wait()
    await server.before_stop()
    server.close()
    for connection in list(server.connections):
        connection.close_if_idle()
    for _ in range(50):
        if not server.connections:
            break
        await asyncio.sleep(0.1)
    await server.after_stop()
