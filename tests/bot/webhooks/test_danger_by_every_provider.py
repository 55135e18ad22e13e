"""Cries for help as each provider posts them to our hooks: safe words each time, and first."""

import uuid
from collections.abc import Iterator
from itertools import count

import pytest

from integrations.store import deliveries, messages
from integrations.store.models import Delivery, Message
from tests import providers
from tests.bot.conftest import open_store
from tests.bot.served import Web, web_on
from tests.road import DANGER, PROVIDERS
from tests.texting import Provider

SETTINGS = {name.upper(): value for name, value in PROVIDERS.items()}
ENVIRONMENT = {**SETTINGS, "DOORSTEP_PUBLIC_URL": "http://127.0.0.1"}
NUMBERS = count(100)
WAYS = ("notify", "twilio", "twilio_whatsapp", "whatsapp")


class Phone:
    def __init__(self, web: Web, way: str, number: str) -> None:
        self.web, self.way, self.number = web, way, number
        self.key = ""

    def writes(self, text: str) -> list[Message]:
        """What the council has said since, safe words and notices: no assistant is running."""
        before = {one.id for one in self.said()}
        self.key = uuid.uuid4().hex
        provider = "twilio" if self.way.startswith("twilio") else self.way
        mark = "whatsapp:" if self.way == "twilio_whatsapp" else ""
        where = (self.web.address, f"{mark}{self.number}", self.key, text)
        assert providers.post(provider, ENVIRONMENT, *where).status_code == 200
        return [one for one in self.said() if one.id not in before]

    @property
    def channel(self) -> str:
        return "whatsapp" if "whatsapp" in self.way else "sms"

    def said(self) -> list[Message]:
        with self.web.store.read() as tx:
            mine = messages.by_key(tx, f"{self.channel}:{self.key}")
            if mine is None:
                return []
            found = messages.visible(tx, mine.conversation_id)
            return [one for one in found if one.sender != messages.RESIDENT]


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """Connected to phones; what is to go out waits for a worker."""
    senders = {"sms": Provider(), "whatsapp": Provider()}
    with open_store(tmp_path_factory.mktemp("web")) as store, web_on(store, senders=senders) as one:
        yield one


@pytest.fixture(params=WAYS)
def phone(request: pytest.FixtureRequest, web: Web) -> Phone:
    return Phone(web, request.param, f"+447700905{next(NUMBERS)}")


def test_help_me_ten_times_names_999_ten_times(phone: Phone) -> None:
    phone.writes("hello")
    for _ in range(10):
        assert "999" in phone.writes("help me")[-1].text


def test_a_crisis_as_the_first_message_is_answered_before_who_we_are(phone: Phone) -> None:
    said = [one.text for one in phone.writes(DANGER)]
    assert "116 123" in said[0]
    assert "computer" in said[-1]
    assert "116 123" not in said[-1]


def test_after_a_stop_a_crisis_is_answered_each_time_and_goes_out(phone: Phone) -> None:
    phone.writes("hello")
    assert "will not text you again" in phone.writes("STOP")[-1].text
    for _ in range(3):
        safe = phone.writes(DANGER)[0]
        assert "116 123" in safe.text
        with phone.web.store.read() as tx:
            sent = tx.query(Delivery).filter_by(message_id=safe.id).one()
            assert (sent.essential, sent.status) == (True, deliveries.QUEUED)
