"""What the stand-ins of messaging providers share: the phones at the other end, and call-backs.

A phone holds a thread for each number. What is typed into one is told to the product as the
provider would tell it: signed, again when no answer came, and twice or out of order if asked.
"""

import asyncio
import threading
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, ClassVar

from sanic.exceptions import SanicException

from integrations.client import ApiClient, Budget
from integrations.clock import Clock
from integrations.errors import IntegrationError, Refused, Unavailable
from integrations.settings import Callbacks, standins_callbacks
from integrations.standin import BadSeed, Seed, StandIn

Entry = dict[str, Any]
Post = Callable[[ApiClient], Any]
AFTER = 0.05
KNOWN = {"retry_seconds", "tries", "copies", "receipts", "shuffle", "network"}


@dataclass
class Manners:
    """How the provider calls back. `receipts`: the statuses told of every message; `shuffle` tells
    them in the wrong order, `copies` times each; `network` is what becomes of a message."""

    retry_seconds: float = 300.0
    tries: int = 6
    copies: int = 1
    shuffle: bool = False
    receipts: bool = True
    network: dict[str, str] = field(default_factory=dict)


class Messenger(StandIn):
    """`from_phone` makes one message of an order of the simulated phone and tells the product."""

    takes_in = True
    line: ClassVar[str]
    """The council's own number here."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.callbacks: Callbacks = standins_callbacks()
        self.manners = Manners()
        self.threads: dict[str, list[Entry]] = defaultdict(list)
        self.tried: list[Entry] = []
        self.numbers = count(1)
        self._tasks: set[asyncio.Task[None]] = set()

    def load(self, seed: Seed) -> None:
        wanted = seed.get("callbacks", {})
        if not isinstance(wanted, dict) or set(wanted) - KNOWN:
            raise BadSeed(f"callbacks may hold {', '.join(sorted(KNOWN))}")
        self.manners = Manners(**wanted)
        self.threads.clear()
        self.tried.clear()

    @abstractmethod
    async def from_phone(self, number: str, order: Entry) -> Entry:
        """Raises SanicException for what a phone cannot send."""

    def thread(self, number: str) -> list[Entry]:
        return self.threads[plain(number)]

    def note(self, number: str, sender: str, **content: Any) -> Entry:
        entry = {"id": next(self.numbers), "from": sender, **content}
        self.threads[plain(number)].append(entry)
        return entry

    def tell(self, what: str, post: Post) -> None:
        """Calls back later, as often as it takes; a refusal is for good."""
        if not self.callbacks.public_url:
            return
        for _ in range(self.manners.copies):
            task = asyncio.get_running_loop().create_task(self._tell(what, post))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _tell(self, what: str, post: Post) -> None:
        for attempt in range(self.manners.tries):
            await asyncio.sleep(self.manners.retry_seconds if attempt else AFTER)
            outcome = await asyncio.to_thread(self._try, post)
            self.tried.append({"what": what, "outcome": outcome})
            if outcome != "again":
                return

    def _try(self, post: Post) -> str:
        try:
            post(api_of(self.callbacks.public_url))
        except Refused as fault:
            return f"refused {fault.status}"
        except Unavailable:
            return "again"
        except IntegrationError:
            return "unreadable"
        return "taken"


mine = threading.local()


def api_of(public_url: str) -> ApiClient:
    """One a thread; they are not shared."""
    if getattr(mine, "url", None) != public_url:
        mine.url, mine.api = public_url, ApiClient("product", public_url, Budget.WORKER)
    return mine.api  # type: ignore[no-any-return]


def plain(number: str) -> str:
    """447700900123, whichever way it is written; anything else as it is."""
    digits = number.replace(" ", "").removeprefix("whatsapp:").removeprefix("+")
    return f"44{digits[1:]}" if digits.startswith("07") else digits


def text_of(order: Entry, longest: int) -> str:
    text = order.get("text")
    if not isinstance(text, str) or not text or len(text) > longest:
        raise SanicException(f"text has 1 to {longest} characters", status_code=400)
    return text
