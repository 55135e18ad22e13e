"""An outside desk, by the neutral contract: it is given hand-overs and what residents write, and is
asked what happened. Nothing depends on it yet; the built-in desk reads the same documents."""

from integrations.client import ApiClient
from integrations.errors import Unreadable
from integrations.handover.contract import SYSTEM, Event, Handover, Line, read_event

KEY = "Idempotency-Key"


class OutsideDesk:
    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def hand_over(self, handover: Handover) -> None:
        """Sending it again under its key changes nothing at the other side."""
        headers = {KEY: handover.idempotency_key}
        self._api.post_json("handovers", handover.as_json(), headers)

    def say(self, handover_id: str, message_id: str, line: Line) -> None:
        """What the resident writes while a person has them."""
        body = {"message_id": message_id, "author": "resident", "text": line.text, "at": line.at}
        self._api.post_json(f"handovers/{handover_id}/messages", body, {KEY: message_id})

    def events(self, handover_id: str) -> tuple[Event, ...]:
        """Everything that has happened, oldest first."""
        found = self._api.get(f"handovers/{handover_id}/events").json()
        if not isinstance(found, list):
            raise Unreadable(SYSTEM, "events are not a list")
        return tuple(read_event(one) for one in found)
