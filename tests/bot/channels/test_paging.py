"""Staff who are called: by text and by e-mail, each address on its own, under our reference."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.channels.paging import pagers
from integrations import council as council_file
from integrations.errors import Unavailable

COUNCIL = council_file.load()
DOWN = Unavailable("notify", "refused")
WORDS = "Stockport Council: an urgent chat is waiting. Reference U7."


class Provider:
    """Texts and e-mails; what is `down` takes nothing."""

    def __init__(self, *down):
        self.sent, self.down = [], down

    def send(self, number, body, reference):
        self._take("text", number, body, reference)

    def email(self, address, subject, body, reference):
        self._take("e-mail", address, body, reference)

    def _take(self, kind, to, body, reference):
        if kind in self.down:
            raise DOWN
        self.sent.append((kind, to, body, reference))


def services(on_call, provider, **missing):
    given = {"notify": provider, "email": provider, "twilio": None}
    return SimpleNamespace(
        council=replace(COUNCIL, on_call=on_call),
        settings=SimpleNamespace(sms_provider="notify"),
        **{**given, **missing},
    )


BOTH = {"duty_team": ("duty@council.example", "07700 900880")}


def test_every_address_is_called_under_a_reference_of_its_own():
    provider = Provider()
    pagers(services(BOTH, provider))["duty_team"]("U7-1-1", WORDS)
    assert provider.sent == [
        ("e-mail", "duty@council.example", WORDS, "U7-1-1-0"),
        ("text", "+447700900880", WORDS, "U7-1-1-1"),
    ]


def test_one_way_that_is_down_does_not_hold_up_the_other():
    provider = Provider("e-mail")
    pagers(services(BOTH, provider))["duty_team"]("U7-1-1", WORDS)
    assert [one[0] for one in provider.sent] == ["text"]


def test_it_says_so_when_nobody_was_reached():
    with pytest.raises(Unavailable):
        pagers(services(BOTH, Provider("e-mail", "text")))["duty_team"]("U7-1-1", WORDS)


def test_an_audience_without_a_way_to_it_has_no_pager():
    only_mail = {"supervisors": ("boss@council.example",)}
    assert pagers(services(only_mail, Provider(), email=None)) == {}


def test_the_demo_s_own_audiences_can_be_called():
    found = pagers(services(COUNCIL.on_call, Provider()))
    assert set(found) == {"supervisors", "duty_team"}
