"""The stand-ins' process: how it starts and stops, worlds, faults, and the log of what was sent."""

import signal
import socket
import subprocess
import sys
import time

import pytest
import requests

from tests.standins import ROOT, StandIns

SYSTEMS = ("open311", "addresses", "postcodes", "collections")


def test_every_system_is_mounted(standins: StandIns) -> None:
    found = requests.get(standins.base, timeout=5).json()["stand-ins"]
    assert set(SYSTEMS) <= set(found)
    assert found["open311"] == {"contract": "/open311", "admin": "/_standin/open311"}


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_when_told_to(stop: signal.Signals) -> None:
    standins = StandIns()
    port = int(standins.base.rpartition(":")[2])
    requests.get(standins.base, timeout=5)
    standins.process.send_signal(stop)
    assert standins.process.wait(timeout=5) == 0
    with socket.socket() as line:
        assert line.connect_ex(("127.0.0.1", port)) != 0
    standins.stop()


def test_a_port_in_use_is_one_sentence(standins: StandIns) -> None:
    port = standins.base.rpartition(":")[2]
    second = subprocess.run(
        [sys.executable, "-m", "integrations.standins", "--port", port],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert second.returncode == 1
    assert second.stderr == f"The stand-ins cannot use port {port}: Address already in use.\n"


def test_what_it_is_told_about_the_clock_is_what_it_writes_down() -> None:
    with StandIns(clock="2026-01-05T09:00:00Z") as standins:
        requests.get(standins.url("open311") + "/services.json", timeout=5)
        assert standins.received("open311")[0]["at"].startswith("2026-01-05T09:00")


def test_another_world_can_be_loaded_and_the_first_comes_back(standins: StandIns) -> None:
    services = standins.url("open311") + "/services.json"
    world = {"services": [{"service_code": "KELPIE", "service_name": "A kelpie in the canal"}]}
    standins.load("open311", world)
    assert [one["service_code"] for one in requests.get(services, timeout=5).json()] == ["KELPIE"]
    shown = requests.get(f"{standins.base}/_standin/open311/seed", timeout=5).json()
    assert shown == world
    standins.reset()
    assert "FLYTIP" in requests.get(services, timeout=5).text


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"[]", "a seed is an object"),
        (b'{"serviecs": []}', "unknown: serviecs"),
        (b'{"services": {}}', "services is not of type list"),
        (b'{"services": [{"service_code": "A"}]}', "lacks service_code or service_name"),
        (b'{"definitions": {"A": []}}', "definitions.A: there is no such service"),
    ],
)
def test_a_bad_world_is_refused_and_changes_nothing(
    standins: StandIns, body: bytes, fault: str
) -> None:
    answer = requests.put(f"{standins.base}/_standin/open311/seed", data=body, timeout=5)
    assert answer.status_code == 400
    assert fault in answer.json()["detail"]
    assert "FLYTIP" in requests.get(standins.url("open311") + "/services.json", timeout=5).text


def test_what_is_no_json_is_refused(standins: StandIns) -> None:
    for what in ("seed", "faults"):
        answer = requests.put(f"{standins.base}/_standin/open311/{what}", data=b"{", timeout=5)
        assert answer.status_code == 400


@pytest.mark.parametrize("system", SYSTEMS)
def test_an_unknown_path_is_refused_in_the_contracts_own_shape(
    standins: StandIns, system: str
) -> None:
    answer = requests.get(standins.url(system) + "/nothing/here", timeout=5)
    assert answer.status_code in (400, 404)
    assert "json" in answer.headers["content-type"]


def test_a_system_there_is_not(standins: StandIns) -> None:
    assert requests.get(f"{standins.base}/_standin/gopher/seed", timeout=5).status_code == 404
    assert requests.get(f"{standins.base}/gopher", timeout=5).status_code == 404


@pytest.mark.parametrize(
    "order", [{"latency": 5}, {"times": True}, {"status": "500"}, {"headers": []}]
)
def test_a_fault_it_does_not_know_is_refused(standins: StandIns, order: dict[str, object]) -> None:
    answer = requests.put(f"{standins.base}/_standin/open311/faults", json=order, timeout=5)
    assert answer.status_code == 400


def test_a_fault_lasts_as_often_as_it_was_told(standins: StandIns) -> None:
    services = standins.url("open311") + "/services.json"
    standins.misbehave("open311", status=500, times=2)
    statuses = [requests.get(services, timeout=5).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]


def test_a_fault_stays_until_it_is_cleared_and_spares_the_other_systems(
    standins: StandIns,
) -> None:
    services = standins.url("open311") + "/services.json"
    standins.misbehave("open311", status=503)
    assert [requests.get(services, timeout=5).status_code for _ in range(3)] == [503] * 3
    assert requests.get(standins.url("postcodes") + "/postcodes/x", timeout=5).status_code != 503
    standins.behave("open311")
    assert requests.get(services, timeout=5).status_code == 200


def test_a_fault_may_be_for_one_kind_of_call(standins: StandIns) -> None:
    standins.misbehave("open311", status=500, method="POST", path="/requests")
    assert requests.get(standins.url("open311") + "/requests.json", timeout=5).ok
    assert requests.post(standins.url("open311") + "/requests.json", timeout=5).status_code == 500


def test_a_slow_system_answers_late_but_rightly(standins: StandIns) -> None:
    standins.misbehave("open311", latency_ms=300, times=1)
    started = time.monotonic()
    assert requests.get(standins.url("open311") + "/services.json", timeout=5).ok
    assert time.monotonic() - started >= 0.3


def test_the_log_shows_what_was_sent_and_what_was_answered(standins: StandIns) -> None:
    requests.get(standins.url("open311") + "/requests.json?status=gone", timeout=5)
    requests.post(standins.url("open311") + "/requests.json", data={"a": "b c"}, timeout=5)
    looked, sent = standins.received("open311")
    assert (looked["method"], looked["path"]) == ("GET", "/open311/requests.json")
    assert (looked["query"], looked["status"]) == ({"status": ["gone"]}, 400)
    assert (sent["form"], sent["body"], sent["status"]) == ({"a": ["b c"]}, "a=b+c", 403)
    requests.delete(f"{standins.base}/_standin/open311/received", timeout=5)
    assert standins.received("open311") == []
