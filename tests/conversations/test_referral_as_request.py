"""A helper who takes names through the council's own Open311 system, and not by e-mail."""

from collections.abc import Iterator

import pytest

from integrations.open_referral.contract import BY_REQUEST
from tests.conversations.directories import Entries, services
from tests.conversations.steps import Player
from tests.stack import Stack, until

CODE = "EARLYHELP"
HELPER = "Carers Beacon"
SERVICE = {
    "service_code": CODE,
    "service_name": "Referral to a helper",
    "description": "Somebody who agreed that a helper may call them",
    "metadata": False,
    "type": "realtime",
    "keywords": "",
    "group": "Care",
}


def by_code(entries: Entries) -> Entries:
    """The helper's entry names the code under which the council's system takes names."""
    route = {"referral": f"{BY_REQUEST}{CODE}"}
    return [{**one, **route} if one["name"] == HELPER else one for one in entries]


@pytest.fixture
def by_request(stack: Stack) -> Iterator[Stack]:
    council = stack.council.seed("open311")
    stack.council.load("open311", {**council, "services": [*council["services"], SERVICE]})
    with services(stack, by_code):
        yield stack


def test_the_details_go_to_the_council_once_and_nothing_is_mailed(by_request: Stack) -> None:
    player = Player(by_request, None)
    player.play(
        [
            {"resident": "I look after my husband and I need a break"},
            {"choose": "Anywhere"},
            {"assistant": HELPER},
            {"choose": "Pass on my name"},
            {"assistant": [HELPER, "What name"]},
            {"resident": "Ada Obi"},
            {"resident": "07700 900457"},
            {"choose": "Just say that"},
            {"assistant": ["Name: Ada Obi", "Phone or email: 07700900457", "Shall I send it?"]},
            {"resident": "leave out my name"},
            {"assistant": ["Name: (left out)", "Shall I send it?"]},
            {"choose": "Yes, send it"},
            {"choose": "No"},
            {"assistant": "/SR-\\d{7}/"},
            {"logged": {"service_code": CODE, "description": "07700900457"}},
            {"mailed": "nothing"},
        ]
    )
    assert "Ada Obi" not in str(player.logged()), "what was left out did not leave"
    player.play([{"resident": "take it back"}, {"notice": "have taken SR-"}])
    item = until(lambda: by_request.queued(player.resident), "a person to tell the helper")
    assert item["reason"] == "referral_returned"
