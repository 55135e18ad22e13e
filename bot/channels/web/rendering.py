"""Turns a conversation into the chat page and into the copy a resident can save.

The page is whole without JavaScript; chat.js adds live messages to it in the same shape.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.assets import Assets
from bot.channels.web.words import as_dict
from bot.conversation.rating import SCORES
from integrations.clock import LOCAL

HERE = Path(__file__).parent
STATIC = HERE / "static"
ASSETS = Assets(STATIC, "/chat/static")
REFRESHES = (2, 3, 5, 8, 12)  # seconds; then the resident looks when they want to
JSON_WORDS = ("doing", "speakers", "choose", "states", "sending", "errors", "waiting", "photo")

Message = dict[str, Any]
State = dict[str, Any]


@dataclass(frozen=True)
class View:
    """What one resident may see now. `event` is where the live page takes over."""

    messages: Sequence[Message]
    state: State
    started: bool = True
    event: int = 0
    rate: bool = False


@dataclass(frozen=True)
class Extras:
    """What belongs to this one answer: a mistake, the text that had it, a wait."""

    error: str = ""
    typed: str = ""
    looked: int = 0
    thanks: bool = False
    nonce: str = field(default="", kw_only=True)


class Pages:
    def __init__(self, words: Any, council: str, *, by_text: bool = False) -> None:
        self._words = words
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._environment.globals.update(
            words=words,
            council=council,
            by_text=by_text,
            asset=ASSETS.url,
            locale="en",
            words_json=self._for_script(),
        )

    def chat(self, view: View, extras: Extras) -> str:
        waiting = is_pending(view)
        return self._render(
            "chat.html",
            view=view,
            extras=extras,
            messages=[self._item(message) for message in view.messages],
            choices=live_choices(view.messages),
            waiting=waiting,
            refresh=next_refresh(extras.looked) if waiting else None,
            here=last_said(view.messages),
            state=self.state_words(view.state),
            scores=SCORES,
        )

    def problem(self, status: int, code: str) -> str:
        named = {404: "not_found", 403: "forbidden", 413: "too_large"}
        name = named.get(status, "failed" if status >= 500 else "bad_request")
        if code == "no_session":
            name = "no_session"
        return self._render("problem.html", problem=getattr(self._words.problems, name))

    def left(self) -> str:
        return self._render("left.html")

    def transcript(self, messages: Sequence[Message]) -> str:
        lines = [self._words.transcript.heading, ""]
        for message in messages:
            lines += [f"{spoken_at(message['at'], dated=True)}  {self.speaker(message)}:"]
            lines += [f"    {line}" for line in message["text"].splitlines()]
            if message["choices"]:
                labels = "; ".join(choice["label"] for choice in message["choices"])
                lines += [f"    ({self._words.choices_offered.format(labels=labels)})"]
            lines += [""]
        return "\n".join(lines)

    def speaker(self, message: Message) -> str:
        speakers = self._words.speakers
        if message["from"] != "adviser":
            return str(getattr(speakers, message["from"]))
        if not message["name"]:
            return str(speakers.adviser_unnamed)
        return str(speakers.adviser.format(name=message["name"]))

    def state_words(self, state: State) -> str:
        states = self._words.states
        if state["owner"] != "queue":
            return str(getattr(states, state["owner"]))
        if not state["queue"]:
            return str(states.queue_unknown)
        one = state["queue"]["minutes"] == 1
        return str((states.queue_one_minute if one else states.queue).format(**state["queue"]))

    def _item(self, message: Message) -> dict[str, Any]:
        return message | {"speaker": self.speaker(message), "time": spoken_at(message["at"])}

    def _for_script(self) -> str:
        words = as_dict(self._words)
        chosen = {name: words[name] for name in JSON_WORDS}
        chosen |= {"person": words["person"]["message"], "timezone": LOCAL.key}
        return json.dumps(chosen, ensure_ascii=False)

    def _render(self, template: str, **values: Any) -> str:
        return self._environment.get_template(template).render(**values)


def live_choices(messages: Sequence[Message]) -> list[dict[str, str]]:
    """Those of the newest question, until the resident has said something after it."""
    for message in reversed(messages):
        if message["from"] == "resident":
            return []
        if message["choices"]:
            return list(message["choices"])
    return []


def is_pending(view: View) -> bool:
    """True while the assistant owes an answer. A notice in between is not the answer."""
    spoken = [message["from"] for message in view.messages if message["from"] != "notice"]
    return view.state["owner"] == "assistant" and spoken[-1:] == ["resident"]


def last_said(messages: Sequence[Message]) -> str:
    """Where a reader goes on: at their own newest message, with what came after it below."""
    mine = [message["seq"] for message in messages if message["from"] == "resident"]
    return f"#m{mine[-1]}" if mine else ""


def next_refresh(looked: int) -> dict[str, Any] | None:
    if looked >= len(REFRESHES):
        return None
    return {"seconds": REFRESHES[looked], "url": f"/chat?looked={looked + 1}"}


def spoken_at(at: str, dated: bool = False) -> str:
    """ "9:30am", as GOV.UK writes times; with the day in the copy that is kept."""
    moment = datetime.fromisoformat(at).astimezone(LOCAL)
    clock = f"{moment:%I:%M%p}".lstrip("0").lower()
    return f"{moment.day} {moment:%B %Y}, {clock}" if dated else clock
