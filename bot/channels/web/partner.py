"""The page of somebody who helps: what one resident agreed to share, and what became of it.

The address is the only key, and one answer uses it up. No script, no cookie, nothing kept.
"""

from asyncio import to_thread
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qs

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html

from bot.channels.web.rendering import ASSETS, HERE
from bot.conversation import returning
from bot.conversation.parts import Parts
from integrations.store import referrals

WORDS = HERE.parents[2] / "data/referral/partner.yml"
GONE, UNKNOWN, WRONG, FINE = 410, 404, 400, 200
OVER = {"used": GONE, "expired": GONE, "taken_back": GONE, "unknown": UNKNOWN, "thanks": FINE}
# The address must not travel on, with a link or in a log of another site.
HEADERS = {"referrer-policy": "no-referrer", "cache-control": "no-store"}


@dataclass(frozen=True)
class Shown:
    """What a link opens. `over` says why it opens nothing."""

    over: str | None = None
    reference: str = ""
    service: str = ""
    shared: list[dict[str, Any]] = field(default_factory=list)


class Partner:
    def __init__(self, parts: Parts, council: str) -> None:
        self._parts, self._council = parts, council
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self._environment.globals.update(
            words=words()["page"], council=council, asset=ASSETS.url, locale="en"
        )

    def blueprint(self) -> Blueprint:
        routes = Blueprint("partner", url_prefix="/referrals")
        routes.add_route(self.show, "/<token:str>", methods=["GET"], name="show")
        routes.add_route(self.answer, "/<token:str>", methods=["POST"], name="answer")
        return routes

    async def show(self, request: Request, token: str) -> HTTPResponse:
        return self._page(await to_thread(look, self._parts, token), token)

    async def answer(self, request: Request, token: str) -> HTTPResponse:
        form = parse_qs(request.body.decode("utf-8", "replace"))
        said = "".join(form.get("answer", [])[:1])
        shown = await to_thread(look, self._parts, token)
        if shown.over:
            return self._page(shown, token)
        if said not in referrals.ANSWERS:
            return self._page(shown, token, wrong=True)
        if await to_thread(returning.answered, self._parts, token, said):
            return self._page(Shown("thanks"), token)
        return self._page(await to_thread(look, self._parts, token), token)

    def _page(self, shown: Shown, token: str, *, wrong: bool = False) -> HTTPResponse:
        page = words()["page"]
        facts = {"phone": self._parts.council.contact.phone}
        answers = list(page["answers"].items())
        values = {
            "heading": page[f"{shown.over}_title"] if shown.over
            else page["title"].format(reference=shown.reference),
            "text": page[shown.over].format(**facts) if shown.over else "",
            "for_whom": page["for"].format(service=shown.service),
            "shared": shown.shared,
            "answers": answers,
            "first": answers[0][0],
            "here": f"/referrals/{token}",
            "wrong": wrong,
        }  # fmt: skip
        status = OVER[shown.over] if shown.over else WRONG if wrong else FINE
        body = self._environment.get_template("partner.html").render(**values)
        return html(body, status=status, headers=HEADERS)


def look(parts: Parts, token: str) -> Shown:
    """What a link opens now."""
    with parts.store.read() as tx:
        pair = referrals.by_token(tx, token)
    if pair is None:
        return Shown("unknown")
    referral, request = pair
    if referral.withdrawn_at is not None:
        return Shown("taken_back")
    if referral.answer is not None:
        return Shown("used")
    if (referral.link_expires_at or 0.0) <= parts.now():
        return Shown("expired")
    return Shown(None, request.reference, referral.service_name, list(referral.shared))


@cache
def words() -> Mapping[str, Any]:
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")))
