"""What the stand-in for GOV.UK Notify accepts, and the shapes it answers in (public spec 1.0.4)."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse, Request, json
from sanic.exceptions import SanicException

from integrations.clock import Clock
from integrations.notify.fragments import LONGEST

SKEW = 30
LONGEST_REFERENCE = 1_000
KINDS = {
    400: "BadRequestError",
    401: "AuthError",
    403: "AuthError",
    404: "NoResultFound",
    429: "RateLimitError",
    500: "Exception",
    503: "Exception",
    504: "EventletTimeout",
}
KEYS = {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id"}
FIELD = re.compile(r"\(\(([^)]+)\)\)")
UK_MOBILE = re.compile(r"(?:\+44|0044|44|0)?7\d{9}")


def no(status: int, kind: str, message: str) -> HTTPResponse:
    return json({"status_code": status, "errors": [{"error": kind, "message": message}]}, status)


def bad(message: str) -> SanicException:
    return SanicException(message, status_code=400)


def stamp(clock: Clock) -> str:
    return clock.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read(request: Request, templates: Mapping[str, str]) -> dict[str, Any]:
    """The body of a send, checked; `rendered` is the text that will go out."""
    body = request.json
    if not isinstance(body, dict):
        raise bad("Invalid JSON supplied in POST data")
    for name in ("phone_number", "template_id"):
        if not isinstance(body.get(name), str):
            raise bad(f"{name} is a required property")
    if unknown := sorted(set(body) - KEYS):
        raise bad(f"Additional properties are not allowed ({unknown[0]} was unexpected)")
    if not UK_MOBILE.fullmatch(re.sub(r"[\s()-]", "", body["phone_number"])):
        raise bad("phone_number Not a UK mobile number")
    check_uuid("template_id", body["template_id"])
    if len(str(body.get("reference") or "")) > LONGEST_REFERENCE:
        raise bad("reference is too long")
    if body["template_id"] not in templates:
        raise bad("Template not found")
    return {**body, "rendered": rendered(templates[body["template_id"]], body)}


def filled(template: str, body: Mapping[str, Any]) -> str:
    given = body.get("personalisation") or {}
    if missing := [name for name in FIELD.findall(template) if name not in given]:
        raise bad(f"Missing personalisation: {', '.join(missing)}")
    text = FIELD.sub(lambda field: str(given[field[1]]), template).strip()
    if not text:
        raise bad("Your message is empty")
    return text


def rendered(template: str, body: Mapping[str, Any]) -> str:
    text = filled(template, body)
    if len(text) > LONGEST:
        raise bad(
            f"Your message is too long. Text messages cannot be longer than {LONGEST} characters. "
            f"Your message is {len(text)} characters long."
        )
    return text


def check_uuid(name: str, value: str) -> None:
    try:
        uuid.UUID(value)
    except ValueError as fault:
        raise bad(f"{name} is not a valid UUID") from fault


def answer(made: Mapping[str, Any], line: str) -> dict[str, Any]:
    base = "https://api.notifications.service.gov.uk/v2"
    template = made["template"]
    return {
        "id": made["id"],
        "reference": made["reference"],
        "content": {"body": made["body"], "from_number": line},
        "uri": f"{base}/notifications/{made['id']}",
        "template": {"id": template, "version": 1, "uri": f"{base}/template/{template}"},
        "scheduled_for": None,
    }


def shown(made: Mapping[str, Any], line: str) -> dict[str, Any]:
    names = ("id", "reference", "phone_number", "status", "body", "created_at")
    return {name: made[name] for name in names} | {
        "type": "sms",
        "template": {"id": made["template"], "version": 1, "uri": ""},
        "completed_at": None,
        "sent_at": made["created_at"],
    }


def receipt(made: Mapping[str, Any], status: str, now: str) -> dict[str, Any]:
    return {
        "id": made["id"],
        "reference": made["reference"],
        "to": f"0{made['phone_number'][2:]}",
        "status": status,
        "created_at": made["created_at"],
        "completed_at": now,
        "sent_at": made["created_at"],
        "notification_type": "sms",
        "template_id": made["template"],
        "template_version": 1,
    }


def received(text: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": text["id"],
        "user_number": text["source_number"],
        "notify_number": text["destination_number"],
        "created_at": text["date_received"],
        "service_id": str(uuid.UUID(int=0)),
        "content": text["message"],
    }
