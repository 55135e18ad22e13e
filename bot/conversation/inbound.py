"""One message as its channel read it, and what can be wrong with it."""

from dataclasses import dataclass

WEB = "web"


class BadMessage(Exception):
    """`code` is for the caller's error answer; nothing was stored."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


class StaleChoice(BadMessage):
    def __init__(self) -> None:
        super().__init__("stale_choice", "this is not a choice of the newest question")


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """`provider_id` is the sender's own id of it. The identity of a web resident is the
    conversation's id; of others, who they are to their provider.

    From a phone: its number `sealed`, when its provider says it was sent, what `kind` of message it
    is (phones.yml), whether it asks for a `person` by the 0 under a list or `ends` the form we are
    in, whether what is no text came with words (`captioned`), what a pin is called (`place`), the
    `wish` to stop, start or have help that its provider has read in it, and the provider's id of
    the message it is `about`.
    """

    channel: str
    identity: str
    provider_id: str
    text: str | None = None
    choice: str | None = None
    location: tuple[float, float] | None = None
    locale: str = "en"
    kind: str = "text"
    sealed: str | None = None
    sent_at: float | None = None
    person: bool = False
    ends: bool = False
    captioned: bool = False
    place: str = ""
    wish: str | None = None
    about: str | None = None


@dataclass(frozen=True)
class Received:
    """`for_assistant`: it was theirs to answer when this came."""

    conversation_id: str
    seq: int
    duplicate: bool
    for_assistant: bool = False
