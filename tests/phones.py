"""Someone with a phone: types into the simulated one of the stand-ins, and reads the answers."""

import base64
import itertools
import re
import time
from typing import Any

from tests.stack import Message, Stack, until

NUMBERS = itertools.count(100)
# What the engine is told by a button, and what a bug would text.
PAYLOAD = re.compile(r"/[a-z_]+\{|\{\"|\"\}|^/[a-z]", re.MULTILINE)
WELCOME = "I am a computer"


class Phone:
    """`channel` is sms or whatsapp; `provider` is whose stand-in brings it."""

    def __init__(self, stack: Stack, channel: str = "sms", provider: str | None = None) -> None:
        self.stack, self.channel = stack, channel
        self.provider = provider or {"sms": "notify", "whatsapp": "whatsapp"}[channel]
        self.number = f"07700900{next(NUMBERS)}"
        self.seen = 0

    @property
    def path(self) -> str:
        return f"/_standin/{self.provider}/phones/{self.number}"

    def send(self, **content: Any) -> None:
        """Sends and does not wait."""
        status, told = self.stack.council.ask("POST", self.path, content)
        assert status == 202, told

    def thread(self) -> list[Message]:
        return list(self.stack.council.ask("GET", self.path)[1]["messages"])

    def new(self) -> list[Message]:
        found = [one for one in self.thread() if one["id"] > self.seen]
        self.seen = max([self.seen, *(one["id"] for one in found)])
        return [one for one in found if one["from"] == "council"]

    def says(self, text: str, seconds: float = 30.0, **more: Any) -> str:
        return self.after(seconds, text=text, **more)

    def after(self, seconds: float = 30.0, **content: Any) -> str:
        """Sends, and gives what came back, once no more has come for a while."""
        self.new()
        self.send(**content)
        heard: list[Message] = []
        quiet_at = time.monotonic() + seconds
        answered = False
        while time.monotonic() < quiet_at:
            fresh = self.new()
            heard += fresh
            if fresh:
                welcome = all(WELCOME in one["text"] for one in heard)
                quiet_at = time.monotonic() + (seconds if welcome else 1.5)
                answered = not welcome
            time.sleep(0.1)
        assert answered or heard, f"no answer to {content}: {self.transcript()}"
        return "\n".join(one["text"] for one in heard)

    def tells(self, text: str, seconds: float = 15.0) -> list[Message]:
        """Sends, and gives what comes back, if anything does: a person need not answer at once."""
        self.new()
        self.send(text=text)
        heard: list[Message] = []
        quiet_at = time.monotonic() + seconds
        while time.monotonic() < quiet_at:
            fresh = self.new()
            heard += fresh
            if any(WELCOME not in one["text"] for one in fresh):
                quiet_at = time.monotonic() + 2.0
            time.sleep(0.2)
        return heard

    def turns(self) -> list[list[str]]:
        """What the council said after each message of the phone's, without who we are."""
        found: list[list[str]] = []
        for one in self.thread():
            if one["from"] == "phone":
                found.append([])
            elif found and WELCOME not in one["text"]:
                found[-1].append(one["text"])
        return [turn for turn in found if turn]

    def sends_photo(self, data: bytes, **more: Any) -> str:
        return self.after(photo=base64.b64encode(data).decode(), **more)

    def presses(self, title: str) -> str:
        """A button or a row of the newest message that has some."""
        offered = next(one for one in reversed(self.thread()) if one.get("choices"))["choices"]
        found = next(one for one in offered if title in (one["title"], one["detail"]))
        return self.after(choice=found["id"], title=found["title"], list=found["list"])

    def answers_until(self, part: str, replies: list[str]) -> str:
        """Says one reply after another until something that holds `part` was said."""
        heard = ""
        for reply in replies:
            heard = self.says(reply)
            if part in heard:
                return heard
        raise AssertionError(f"{part!r} was never said: {self.transcript()}")

    def hears(self, text: str, seconds: float = 30.0) -> None:
        until(lambda: any(text in one["text"] for one in self.thread()), text, seconds)

    def transcript(self) -> list[str]:
        return [f"{one['from']}: {one['text']}" for one in self.thread()]
