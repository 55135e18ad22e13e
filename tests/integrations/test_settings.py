"""Settings: a fault is one sentence that names everything; a set clock meets no real key."""

import pytest

from integrations.settings import (
    Settings,
    SettingsInvalid,
    SettingsMissing,
    standins_clock,
    standins_port,
)

ENOUGH = {
    "DOORSTEP_DATABASE_URL": "postgresql://doorstep:hunter2@db/doorstep",
    "OPEN311_URL": "https://council.example/open311/v2",
    "OPEN311_API_KEY": "live-key",
    "ADDRESSES_URL": "https://api.os.uk/search/places/v1",
    "ADDRESSES_KEY": "another-live-key",
    "POSTCODES_URL": "https://api.postcodes.io",
    "COLLECTIONS_URL": "https://waste.council.example",
    "BANK_HOLIDAYS_URL": "https://www.gov.uk",
    "OPEN_REFERRAL_URL": "https://directory.example",
    "RASA_URL": "http://127.0.0.1:5005",
    "RASA_TOKEN": "rasa-token",
    "ACTIONS_URL": "http://127.0.0.1:5055",
    "ACTIONS_TOKEN": "actions-token",
    "DOORSTEP_PUBLIC_URL": "https://chat.council.example",
    "DOORSTEP_SECRET": "secret-of-web",
}
DEMO = {**ENOUGH, "OPEN311_API_KEY": "demo-open311", "ADDRESSES_KEY": "test-addresses"}


def test_what_is_set_is_read_and_the_rest_has_defaults() -> None:
    settings = Settings.from_environment(ENOUGH)
    assert settings.open311_url == "https://council.example/open311/v2"
    assert (settings.web_port, settings.standins_port) == (8000, 8300)
    assert (settings.clock, settings.redis_url, settings.open311_jurisdiction) == (None, None, None)
    assert (settings.allowed_origins, settings.crash_at) == ((), "")
    assert settings.desk_token == "secret-of-web", "one secret is enough to start with"


def test_everything_that_is_missing_is_named_at_once() -> None:
    given = {**ENOUGH, "RASA_TOKEN": "  ", "OPEN311_URL": ""}
    del given["DOORSTEP_SECRET"]
    with pytest.raises(SettingsMissing) as caught:
        Settings.from_environment(given)
    assert set(caught.value.names) == {"OPEN311_URL", "RASA_TOKEN", "DOORSTEP_SECRET"}
    assert str(caught.value).count(".") == 1


def test_everything_that_is_wrong_is_named_at_once() -> None:
    wrong = {
        "DOORSTEP_WEB_PORT": "eighty",
        "POSTCODES_URL": "postcodes.io",
        "DOORSTEP_CLOCK": "now",
    }
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({**DEMO, **wrong})
    assert len(caught.value.problems) == 3
    assert all(name in str(caught.value) for name in wrong)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("DOORSTEP_WEB_PORT", "65536"),
        ("DOORSTEP_WEB_PORT", "-1"),
        ("OPEN311_URL", "ftp://council.example"),
        ("OPEN311_URL", "http://"),
        ("OPEN311_FORMAT", "yaml"),
        ("OPEN311_MEDIA", "email"),
        ("DOORSTEP_CLOCK", "2026-01-05T09:00:00"),
        ("DOORSTEP_CLOCK", "2026-01-05T09:00:00Z@soon"),
        ("DOORSTEP_CLOCK", "2026-01-05T09:00:00Z@inf"),
    ],
)
def test_a_value_that_cannot_be_is_refused(name: str, text: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        Settings.from_environment({**DEMO, name: text})


def test_a_list_is_told_apart_by_commas() -> None:
    origins = {"DOORSTEP_ALLOWED_ORIGINS": "https://a.example, https://b.example,"}
    settings = Settings.from_environment({**ENOUGH, **origins})
    assert settings.allowed_origins == ("https://a.example", "https://b.example")


def test_a_set_clock_is_refused_with_a_production_key() -> None:
    clock = {"DOORSTEP_CLOCK": "2026-01-05T09:00:00Z"}
    with pytest.raises(SettingsInvalid) as caught:
        Settings.from_environment({**ENOUGH, **clock})
    assert "OPEN311_API_KEY" in str(caught.value)
    assert "ADDRESSES_KEY" in str(caught.value)
    assert "live-key" not in str(caught.value)
    assert Settings.from_environment({**DEMO, **clock}).clock == clock["DOORSTEP_CLOCK"]


def test_no_key_and_no_password_is_printed() -> None:
    printed = repr(Settings.from_environment(ENOUGH))
    secrets = ("live-key", "hunter2", "rasa-token", "actions-token", "secret-of-web")
    assert not [secret for secret in secrets if secret in printed]


def test_the_stand_ins_start_without_any_setting() -> None:
    assert (standins_port({}), standins_clock({})) == (8300, None)
    assert standins_port({"DOORSTEP_STANDINS_PORT": "8301"}) == 8301
    assert standins_clock({"DOORSTEP_CLOCK": "2026-01-05T09:00:00Z"}) == "2026-01-05T09:00:00Z"
    with pytest.raises(SettingsInvalid):
        standins_port({"DOORSTEP_STANDINS_PORT": "x"})


def test_a_council_that_sends_no_texts_yet_is_no_more_real_for_it() -> None:
    assert not Settings.from_environment({**DEMO, "DOORSTEP_SECRET": "demo-secret"}).live
    assert Settings.from_environment(ENOUGH).live
