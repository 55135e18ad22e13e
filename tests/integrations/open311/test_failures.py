"""A council system at its worst: every failure has its error, and a report is never sent in doubt
without our knowing it.
"""

from datetime import UTC, datetime
from typing import Any

import pytest

from integrations.errors import IntegrationError, Refused, Unavailable, Unreadable
from tests.integrations.failures import FAULTS, fails, nobody_there
from tests.integrations.open311.reports import connect, fly_tipping
from tests.standins import StandIns

# What goes wrong, how it ends, whether it may have been taken, and whether it was.
SENT = [
    ("it breaks before it takes it", {"status": 500}, Unavailable, True, False),
    ("it is being restarted", {"status": 503}, Unavailable, False, False),
    ("we ask too often", {"status": 429}, Unavailable, False, False),
    ("it is lost behind its gateway", {"status": 504}, Unavailable, True, False),
    ("it takes it and is silent", {"latency_ms": 3000}, Unavailable, True, True),
    ("it takes it and drips", {"slow_bytes": 5}, Unavailable, True, True),
    ("it takes it and hangs up", {"drop_reply_after_commit": True}, Unavailable, True, True),
    ("it takes it and shows a page", {"body": "<html>Oops</html>"}, Unreadable, True, True),
    ("it takes it and says nothing", {"body": "[]"}, Unreadable, True, True),
    ("it takes it and says too much", {"body": "[" + " " * 6_000_000}, Unreadable, True, True),
    ("it takes it and says it wrongly", {"body": '{"id": 1}'}, Unreadable, True, True),
    ("a sign-in page is in front of it", {"status": 302}, Unreadable, True, False),
    ("it refuses it", {"status": 400}, Refused, False, False),
    ("our key has ended", {"status": 403}, Refused, False, False),
    ("it has moved", {"status": 404}, Refused, False, False),
]


@pytest.mark.parametrize(
    ("fault", "error", "sent", "taken"),
    [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in SENT],
)
def test_a_report_is_never_in_doubt_without_our_knowing(
    standins: StandIns,
    fault: dict[str, Any],
    error: type[IntegrationError],
    sent: bool,
    taken: bool,
) -> None:
    open311 = connect(standins.url("open311"))
    standins.misbehave("open311", times=1, **fault)
    with pytest.raises(IntegrationError) as caught:
        open311.submit(fly_tipping())
    assert (type(caught.value), caught.value.sent) == (error, sent)
    found = open311.find_by_reference("SR-1234567", "FLYTIP", datetime.now(UTC))
    assert bool(found) == taken
    posts = [one for one in standins.received("open311") if one["method"] == "POST"]
    assert len(posts) == 1, "a report is never sent again by itself"


def test_a_report_to_a_council_that_is_not_there_was_not_sent() -> None:
    with pytest.raises(Unavailable) as caught:
        connect(nobody_there()).submit(fly_tipping())
    assert not caught.value.sent


def test_it_says_when_to_come_back(standins: StandIns) -> None:
    standins.misbehave("open311", status=429, headers={"retry-after": "30"})
    with pytest.raises(Unavailable) as caught:
        connect(standins.url("open311")).submit(fly_tipping())
    assert caught.value.retry_after == 30


@pytest.mark.parametrize(
    ("fault", "error"),
    # An empty list is a right answer here: a council that takes no reports.
    [pytest.param(*row[1:], id=row[0].replace(" ", "-")) for row in FAULTS if "list" not in row[0]],
)
def test_a_read_that_fails_has_its_error(
    standins: StandIns, fault: dict[str, Any], error: type[IntegrationError]
) -> None:
    fails(standins, "open311", lambda url: connect(url).services(), fault, error)


@pytest.mark.parametrize(
    "body",
    [
        '[{"service_code": "A"}]',
        '[{"service_name": "A"}]',
        '[["A"]]',
        '{"service": []}',
        "<services><service><service_name>A</service_name></service></services>",
        "<services><service>",
        '<!DOCTYPE services [<!ENTITY a SYSTEM "file:///etc/passwd">]><services>&a;</services>',
        "<a>" * 5000,
    ],
)
def test_services_that_break_the_contract(standins: StandIns, body: str) -> None:
    standins.misbehave("open311", body=body)
    with pytest.raises(Unreadable):
        connect(standins.url("open311")).services()
