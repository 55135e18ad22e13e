"""Hours, closures and switches at the desk: all staff read them, supervisors change them."""

from datetime import UTC, datetime, timedelta

import pytest

from integrations.clock import LOCAL
from integrations.store import audit
from tests.advisers import Adviser
from tests.bot.served import Web


@pytest.fixture
def sam(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "sam")


@pytest.fixture
def priya(web: Web) -> Adviser:
    return Adviser(web.address, web.store, "priya", "supervisor")


def soon(hours: float = 2) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def team(adviser: Adviser, slug: str) -> dict[str, object]:
    teams = adviser.call("GET", "/opening").json()["teams"]
    return next(one for one in teams if one["team"] == slug)


def deeds(web: Web) -> list[tuple[str, str | None, str | None]]:
    with web.store.read() as tx:
        return [(one.action, one.name, one.reason) for one in audit.newest(tx, 1)]


def test_staff_see_when_each_team_is_there(sam: Adviser) -> None:
    found = sam.call("GET", "/opening").json()
    assert {"contact_centre", "waste"} <= {one["team"] for one in found["teams"]}
    monday = team(sam, "council_tax_recovery")["hours"]["monday"]  # type: ignore[index]
    assert len(monday) == 2
    assert [one["what"] for one in found["switches"]] == ["assistant", "web", "sms", "whatsapp"]
    page = sam.page("/desk/opening").text
    assert "Contact centre" in page and "Switch off" not in page


def test_a_supervisor_closes_a_team_and_opens_it_again(
    web: Web, sam: Adviser, priya: Adviser
) -> None:
    given = {"team": "waste", "until": soon(), "reason": "The depot is flooded."}
    made = priya.call("POST", "/closures", given)
    assert made.status_code == 200
    assert deeds(web) == [("closed_team", "Priya", "The depot is flooded.")]
    assert team(sam, "waste")["open"] is False
    assert "The depot is flooded." in sam.page("/desk/opening").text
    ended = priya.call("POST", f"/closures/{made.json()['id']}/end", {})
    assert ended.status_code == 200
    assert deeds(web)[0][0] == "reopened_team"
    assert sam.call("GET", "/opening").json()["closures"] == []
    again = priya.call("POST", f"/closures/{made.json()['id']}/end", {})
    assert (again.status_code, again.json()["error"]) == (409, "over")


def test_a_closure_without_its_reason_its_end_or_a_known_team_is_refused(priya: Adviser) -> None:
    good = {"team": "waste", "until": soon(), "reason": "Flood."}
    for wrong, code in (
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 501}, "reason"),
        ({"until": "soon"}, "until"),
        ({"until": soon(-1)}, "until"),
        ({"until": soon(24 * 100)}, "until"),
        ({"team": "pirates"}, "team"),
    ):
        answer = priya.call("POST", "/closures", {**good, **wrong})
        assert (answer.status_code, answer.json()["error"]) == (422, code)


def test_an_adviser_may_change_nothing(sam: Adviser) -> None:
    given = {"team": None, "until": soon(), "reason": "Lunch."}
    assert sam.call("POST", "/closures", given).status_code == 403
    off = {"off": True, "reason": "Lunch."}
    assert sam.call("POST", "/switches/assistant", off).status_code == 403
    assert sam.submits("/desk/switches/web", off="true", reason="x").status_code == 403


def test_a_switch_needs_a_reason_and_is_on_record_and_shown_to_whoever_runs_the_service(
    web: Web, priya: Adviser
) -> None:
    nothing = priya.call("POST", "/switches/sms", {"off": True})
    assert (nothing.status_code, nothing.json()["error"]) == (422, "reason")
    unknown = priya.call("POST", "/switches/fax", {"off": True, "reason": "x"})
    assert unknown.status_code == 404
    off = {"off": True, "reason": "The bill."}
    assert priya.call("POST", "/switches/sms", off).status_code == 200
    assert deeds(web) == [("switched_off", "Priya", "The bill.")]
    twice = priya.call("POST", "/switches/sms", off)
    assert (twice.status_code, twice.json()["error"]) == (409, "off_already")
    warnings = web.get("/health/ready").json()["warnings"]
    assert any(one.startswith("sms is switched off") for one in warnings)
    assert "The bill." in priya.page("/desk/opening").text
    on = priya.call("POST", "/switches/sms", {"off": False, "reason": "Paid."})
    assert on.status_code == 200
    assert web.get("/health/ready").json()["warnings"] == []


def test_the_queue_says_what_is_switched_off(sam: Adviser, priya: Adviser) -> None:
    assert priya.call("POST", "/switches/sms", {"off": True, "reason": "Bill too high"}).ok
    try:
        assert "Bill too high" in sam.page().text
        assert "Bill too high" in sam.call("GET", "/news").json()["html"]
    finally:
        assert priya.call("POST", "/switches/sms", {"off": False, "reason": "Paid"}).ok
    assert "Bill too high" not in sam.page().text


def test_the_page_works_without_a_script_and_says_what_is_wrong(priya: Adviser) -> None:
    wrong = priya.submits("/desk/closures", team="waste", until="", reason="Snow & ice")
    assert wrong.status_code == 422
    assert "still to come" in wrong.text and "Snow &amp; ice" in wrong.text
    when = (datetime.now(LOCAL) + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")
    done = priya.submits("/desk/closures", team="waste", until=when, reason="Snow")
    assert (done.status_code, done.headers["location"]) == (303, "/desk/opening?done=closed")
    (made,) = priya.call("GET", "/opening").json()["closures"]
    opened = priya.submits(f"/desk/closures/{made['id']}/end")
    assert opened.headers["location"] == "/desk/opening?done=opened"
    off = priya.submits("/desk/switches/web", off="true", reason="Test")
    assert off.headers["location"] == "/desk/opening?done=off"
    on = priya.submits("/desk/switches/web", off="false", reason="Test over")
    assert on.headers["location"] == "/desk/opening?done=on"
