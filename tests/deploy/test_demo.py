"""The demo's settings: what is set wins, and only what is needed here is started."""

from pathlib import Path

from deploy import demo

VAR = Path("var")
COUNCIL = dict.fromkeys(demo.COUNCIL, "https://example.gov.uk")


def names(given: dict[str, str]) -> list[str]:
    """What would be started."""
    programs = demo.programs(demo.settings(given, VAR), demo.needs_standins(given))
    return [one.name for one in programs]


def test_an_empty_environment_is_a_whole_demo_on_this_machine() -> None:
    assert names({}) == ["standins", "actions", "engine", "web"]
    assert demo.settings({}, VAR)["OPEN311_URL"] == "http://127.0.0.1:8300/open311"


def test_what_is_set_wins_and_what_is_empty_counts_as_not_set() -> None:
    found = demo.settings({"DOORSTEP_WEB_PORT": "9000", "RASA_TOKEN": ""}, VAR)
    assert found["DOORSTEP_PUBLIC_URL"] == "http://127.0.0.1:9000"
    assert found["RASA_TOKEN"] == "demo-rasa"


def test_no_standins_are_started_beside_a_whole_council() -> None:
    assert "standins" not in names(COUNCIL)
    assert "standins" in names({**COUNCIL, "COLLECTIONS_URL": ""})


def test_an_engine_that_runs_elsewhere_is_not_started_here() -> None:
    assert "engine" not in names({"RASA_URL": "http://engine.internal:5005"})


def test_a_process_listens_where_its_address_says() -> None:
    given = {"RASA_URL": "http://127.0.0.1:6005", "ACTIONS_URL": "http://localhost:6055"}
    ports = {one.name: one.port for one in demo.programs(demo.settings(given, VAR))}
    assert (ports["engine"], ports["actions"]) == (6005, 6055)


def test_a_set_clock_is_tied_to_the_moment_it_was_set() -> None:
    clock = demo.settings({"DOORSTEP_CLOCK": "2026-01-05T09:00:00Z"}, VAR)["DOORSTEP_CLOCK"]
    assert clock.startswith("2026-01-05T09:00:00Z@")
    assert demo.settings({"DOORSTEP_CLOCK": clock}, VAR)["DOORSTEP_CLOCK"] == clock
