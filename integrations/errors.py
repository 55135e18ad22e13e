"""What can go wrong with the other side. Every client turns every failure into one of four.

IntegrationError            the other side
├─ Unavailable              no answer, too slow, 429, 5xx → say so, keep the draft, give the number
├─ Refused                  4xx with a reason             → say the reason in plain words
│  ├─ OptedOut              the provider holds the resident's STOP
│  └─ WindowClosed          WhatsApp: more than 24 hours since the resident wrote
├─ NotFound                 the thing asked for is not there
└─ Unreadable               an answer that breaks the contract → alarm us; resident: Unavailable

Errors carry facts, not sentences. `sent` answers the one question a worker has after a failed
POST: may the other side have acted on it? If so, look before sending again.
"""


class IntegrationError(Exception):
    def __init__(self, system: str, detail: str, *, sent: bool = False) -> None:
        super().__init__(f"{system}: {detail}")
        self.system = system
        self.detail = detail
        self.sent = sent


class Unavailable(IntegrationError):
    """`retry_after` is in seconds; `reason` is the other side's own word for it."""

    def __init__(
        self,
        system: str,
        detail: str,
        *,
        sent: bool = False,
        retry_after: float | None = None,
        reason: str = "",
    ) -> None:
        super().__init__(system, detail, sent=sent)
        self.retry_after = retry_after
        self.reason = reason


class Refused(IntegrationError):
    def __init__(self, system: str, detail: str, *, status: int) -> None:
        super().__init__(system, detail)
        self.status = status


class OptedOut(Refused):
    pass


class WindowClosed(Refused):
    pass


class NotFound(IntegrationError):
    pass


class Unreadable(IntegrationError):
    """An answer did come, so the other side may well have acted."""

    def __init__(self, system: str, detail: str, *, sent: bool = True) -> None:
        super().__init__(system, detail, sent=sent)
