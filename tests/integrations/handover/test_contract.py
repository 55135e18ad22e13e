"""The neutral hand-over: what a desk tells is read strictly."""

import pytest

from integrations.errors import Unreadable
from integrations.handover.contract import read_event

AT = {"handover_id": "HO-1", "at": "2026-01-05T12:03:00Z"}


def test_every_kind_of_event_is_read():
    accepted = read_event({**AT, "type": "accepted", "agent": {"display_name": "Sam"}})
    said = read_event(
        {**AT, "type": "message", "message_id": "m-1", "author": "agent", "text": "Hi"}
    )
    closed = read_event({**AT, "type": "closed", "return_to_bot": True, "outcome": "resolved"})
    failed = read_event({**AT, "type": "failed", "reason": "closed_out_of_hours"})
    assert (accepted.agent, said.text, closed.return_to_bot) == ("Sam", "Hi", True)
    assert (closed.outcome, failed.reason) == ("resolved", "closed_out_of_hours")


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {**AT, "type": "danced"},
        {"type": "closed", "at": AT["at"]},
        {**AT, "type": "closed", "at": 5},
        {**AT, "type": "message", "author": "agent", "text": "no id"},
        {**AT, "type": "message", "message_id": "m", "author": "bot", "text": "x"},
    ],
)
def test_what_breaks_the_contract_is_unreadable(wrong):
    with pytest.raises(Unreadable):
        read_event(wrong)
