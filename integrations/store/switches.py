"""What is switched off: a channel, or the assistant as a whole. One row each, and none when on."""

from sqlalchemy import bindparam, delete, select

from integrations.store.session import Moment, Transaction, changed
from integrations.store.supervisor_models import Switch

ASSISTANT = "assistant"
CHANNELS = ("web", "sms", "whatsapp")
ALL = (ASSISTANT, *CHANNELS)
# Built once: every message asks this.
SILENT = select(Switch.what).where(Switch.what.in_((bindparam("channel"), ASSISTANT)))


def turn_off(
    tx: Transaction, what: str, reason: str, staff_id: str, name: str, moment: Moment
) -> Switch:
    """Raises Conflict when it is off already."""
    row = Switch(what=what, reason=reason, staff_id=staff_id, name=name, at=moment.at)
    tx.add(row)
    tx.flush()
    return row


def turn_on(tx: Transaction, what: str) -> bool:
    """False: it was on."""
    return bool(changed(tx, delete(Switch).where(Switch.what == what)))


def off(tx: Transaction) -> list[Switch]:
    return list(tx.scalars(select(Switch).order_by(Switch.what)))


def why_silent(tx: Transaction, channel: str) -> str | None:
    """What keeps the assistant from answering here: its channel's switch, or its own."""
    found = tx.scalars(SILENT, {"channel": channel}).all()
    return channel if channel in found else next(iter(found), None)
