"""Everything put together from one set of settings, talking to the stand-ins."""

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

from integrations.crash import crash_point
from integrations.settings import Settings
from integrations.wiring import Services, wire, wire_worker
from tests.standins import ROOT, StandIns


def settings(standins: StandIns, var: Path, **more: str) -> Settings:
    return Settings(
        database_url=f"sqlite:///{var / 'doorstep.db'}",
        open311_url=standins.url("open311"),
        open311_api_key="demo-open311",
        addresses_url=standins.url("addresses"),
        addresses_key="demo-addresses",
        postcodes_url=standins.url("postcodes"),
        collections_url=standins.url("collections"),
        bank_holidays_url=standins.url("bank_holidays"),
        open_referral_url=standins.url("open_referral"),
        rasa_url="http://127.0.0.1:9",
        rasa_token="demo-rasa",
        actions_url="http://127.0.0.1:9",
        actions_token="demo-actions",
        public_url="http://127.0.0.1:8000",
        secret="demo-secret",
        **more,
    )


def a_walk_round(services: Services) -> None:
    """One question to each system."""
    assert services.open311.definition("FLYTIP").questions
    place = services.addresses.find("heaton lane", limit=1)[0].address
    assert place.custodian == services.council.custodian_code
    assert services.postcodes.lookup(place.postcode).district_code == services.council.gss_code
    today = services.clock.today()
    assert services.collections.schedule(place.uprn, today, today + timedelta(days=28)) is not None
    assert date(2026, 12, 28) in services.bank_holidays.days()
    assert services.open_referral.version() == 3
    assert not services.assistant.ready()


def test_every_client_reaches_its_system_in_a_turn_and_in_a_worker(
    standins: StandIns, tmp_path: Path
) -> None:
    a_walk_round(wire(settings(standins, tmp_path)))
    a_walk_round(wire_worker(settings(standins, tmp_path)))
    assert standins.received("addresses")[0]["headers"]["key"] == "demo-addresses"


def test_the_clock_is_the_settings_own(standins: StandIns, tmp_path: Path) -> None:
    services = wire(settings(standins, tmp_path, clock="2026-01-05T09:00:00Z"))
    assert services.clock.today().isoformat() == "2026-01-05"


def test_a_crash_point_ends_the_process_only_where_it_was_asked_to(
    standins: StandIns, tmp_path: Path
) -> None:
    crash_point("turn.committed", settings(standins, tmp_path, crash_at="turn.engine_saved"))
    program = (
        "from types import SimpleNamespace as S\n"
        "from integrations.crash import crash_point\n"
        "crash_point('here', S(crash_at='here'))"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert ended.returncode == 9
