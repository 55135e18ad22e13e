"""A finished report goes into our store, with its way to the council; or one there is followed."""

import time

from actions.report import service, taking
from actions.report.draft import Draft
from integrations.store import conversations, requests, subscriptions
from integrations.store.session import Moment, Store


def log(draft: Draft, sender: str, store: Store) -> str:
    """Commits it together with its way out, and returns its reference; once for each task."""
    with store.begin() as tx:
        return requests.log(tx, _request(draft, sender)).reference


def follow(draft: Draft, sender: str, store: Store) -> str:
    """The resident will be told the news of a report that somebody else made; its number."""
    twin, kind = (draft.pending or {})["chosen"], draft.kind or {}
    with store.begin() as tx:
        subscriptions.follow(
            tx,
            conversations.from_engine_name(sender),
            twin["reference"],
            Moment(time.time(), ""),
            service_code=kind["service_code"],
            kind=kind["kind"],
            place=twin["place"],
            status=twin["state"],
        )
    return str(twin["reference"])


def _request(draft: Draft, sender: str) -> requests.NewRequest:
    kind = draft.kind or {}
    answers = {code: value for code, value in (draft.answers or {}).items() if value is not None}
    lines = [*(draft.notes or [kind["name"]]), *taking.for_staff(draft)]
    return requests.NewRequest(
        conversation_id=sender,
        task=str(draft.task),
        kind=kind["kind"],
        service_code=kind["service_code"],
        place={**draft.place, "line": draft.place["label"]} if draft.place else {},
        description=service.description(lines),
        attributes=answers,
        contact=draft.contact,
    )
