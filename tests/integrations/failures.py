"""Everything a read from a council system can run into, for every such client alike."""

import socket
from collections.abc import Callable
from typing import Any

import pytest

from integrations.errors import IntegrationError, Refused, Unavailable, Unreadable
from tests.standins import StandIns

Call = Callable[[str], Any]

FAULTS: list[tuple[str, dict[str, object], type[IntegrationError]]] = [
    ("it breaks", {"status": 500}, Unavailable),
    ("it is being restarted", {"status": 503}, Unavailable),
    ("our key is not known", {"status": 401}, Refused),
    ("our plan does not cover it", {"status": 403}, Refused),
    ("we ask too often", {"status": 429}, Unavailable),
    ("it takes too long", {"latency_ms": 3000}, Unavailable),
    ("it drips", {"slow_bytes": 5}, Unavailable),
    ("it hangs up", {"drop_reply_after_commit": True}, Unavailable),
    ("another server answers", {"body": "<html>It works!</html>"}, Unreadable),
    ("it answers nothing", {"body": ""}, Unreadable),
    ("it answers null", {"body": "null"}, Unreadable),
    ("it answers a bare list", {"body": "[]"}, Unreadable),
    ("it answers a word", {"body": '"ok"'}, Unreadable),
    ("it answers an empty object", {"body": "{}"}, Unreadable),
    ("it answers not-a-number", {"body": '{"header": {"totalresults": NaN}}'}, Unreadable),
]

each_fault = pytest.mark.parametrize(
    ("fault", "error"), [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in FAULTS]
)


def fails(
    standins: StandIns, system: str, call: Call, fault: dict[str, object], error: type
) -> None:
    """The call ends as this error and no other, and only once."""
    standins.misbehave(system, **fault)
    before = len(standins.received(system))
    with pytest.raises(IntegrationError) as caught:
        call(standins.url(system))
    assert type(caught.value) is error, repr(caught.value)
    assert caught.value.system == system
    assert len(standins.received(system)) == before + 1, "a turn does not try again"


def nobody_there() -> str:
    """An address on this machine where nothing listens."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{line.getsockname()[1]}"
