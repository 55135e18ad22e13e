"""Ready-made replies, with what is known filled in; the resident's own language comes first."""

from collections.abc import Mapping
from typing import Any

from bot.channels.web.words import Known
from bot.desk.sessions import Who
from bot.desk.words import source
from integrations.council import Council

ENGLISH = "en"


def for_item(who: Who, council: Council, found: dict[str, Any]) -> list[dict[str, str]]:
    """Every reply as it would be inserted; what is not known stays between its braces."""
    known = Known(
        name=who.name,
        council=council.short_name,
        phone=council.contact.phone,
        **_collected(found["card"]),
    )
    return in_order(source("replies")["replies"], known, found["language"])


def in_order(replies: Mapping[str, Any], known: Known, language: str) -> list[dict[str, str]]:
    """Those in the resident's language first, then those in English."""
    ready = [
        {"id": f"{key}.{code}", "name": one["name"], "language": code,
         "text": text.format_map(known)}
        for key, one in replies.items()
        for code, text in one["text"].items()
        if code in (ENGLISH, language)
    ]  # fmt: skip
    return sorted(ready, key=lambda one: one["language"] != language)


def _collected(card: dict[str, Any]) -> dict[str, str]:
    places = [str(one["value"]) for one in card["facts"] if one["name"] == "Place"]
    found = {"place": places[-1]} if places else {}
    if card["requests"]:
        found["reference"] = str(card["requests"][-1]["reference"])
    return found
