"""What the stand-in for WhatsApp Cloud API refuses, as Meta does, and what a phone shows."""

from collections.abc import Iterable
from typing import Any

from sanic import HTTPResponse, json

from integrations.whatsapp.contract import (
    BODY,
    BUTTON_TITLE,
    BUTTONS,
    LIST_BUTTON,
    ROW_DETAIL,
    ROW_TITLE,
    ROWS,
    TEXT,
)

LONGEST_IDS = {"button": 256, "list": 200}
Told = dict[str, Any]


def no(status: int, code: int, details: str) -> HTTPResponse:
    data = {"messaging_product": "whatsapp", "details": details}
    told = {"message": f"(#{code}) {details}", "type": "OAuthException", "code": code}
    return json({"error": {**told, "error_data": data, "fbtrace_id": "standin"}}, status)


def fault_of(body: Told, templates: Iterable[str]) -> str | None:
    """Why Meta would not take it; None when it would."""
    if body.get("messaging_product") != "whatsapp" or not str(body.get("to", "")).isdecimal():
        return "messaging_product and to are required"
    kind = body.get("type")
    told = body.get(str(kind))
    if not isinstance(told, dict):
        return f"{kind} is required"
    if kind == "text":
        return length("Text body", told.get("body"), TEXT)
    if kind == "template":
        return None if str(told.get("name")) in templates else "Template name does not exist"
    if kind == "interactive":
        return interactive(told)
    return "Unsupported type"


def interactive(told: Told) -> str | None:
    asked, action = told.get("type"), told.get("action", {})
    if wrong := length("Body", told.get("body", {}).get("text"), BODY):
        return wrong
    if asked == "button":
        return chosen([one["reply"] for one in action.get("buttons", [])], BUTTONS, BUTTON_TITLE,
                      LONGEST_IDS["button"], "Button")  # fmt: skip
    if asked == "list":
        if wrong := length("List button", action.get("button"), LIST_BUTTON):
            return wrong
        rows = [row for part in action.get("sections", []) for row in part.get("rows", [])]
        if any(len(row.get("description", "")) > ROW_DETAIL for row in rows):
            return f"Row description length invalid. Max length: {ROW_DETAIL}"
        return chosen(rows, ROWS, ROW_TITLE, LONGEST_IDS["list"], "Row")
    return None if asked == "location_request_message" else "Unsupported interactive type"


def chosen(choices: list[Told], most: int, title: int, longest_id: int, what: str) -> str | None:
    if not 1 <= len(choices) <= most:
        return f"{what} count invalid. Min count: 1, Max count: {most}"
    for one in choices:
        if wrong := length(f"{what} title", one.get("title"), title):
            return wrong
        if wrong := length(f"{what} id", one.get("id"), longest_id):
            return wrong
    for name in ("id", "title") if what == "Button" else ("id",):
        if len({one[name] for one in choices}) < len(choices):
            return f"{what} {name} must be unique"
    return None


def length(what: str, value: Any, most: int) -> str | None:
    if not isinstance(value, str) or not 1 <= len(value) <= most:
        return f"{what} length invalid. Min length: 1, Max length: {most}"
    return None


def seen(body: Told) -> Told:
    """As it looks on the phone: the words, and what can be pressed."""
    if body["type"] == "text":
        return {"text": body["text"]["body"], "choices": []}
    if body["type"] == "template":
        return {"text": f"[{body['template']['name']}]", "choices": []}
    asked = body["interactive"]
    action = asked["action"]
    buttons = [one["reply"] for one in action.get("buttons", [])]
    rows = [row for part in action.get("sections", []) for row in part["rows"]]
    choices = [
        {
            "id": one["id"],
            "title": one["title"],
            "detail": one.get("description", ""),
            "list": bool(rows),
        }
        for one in [*buttons, *rows]
    ]
    return {"text": asked["body"]["text"], "choices": choices}
