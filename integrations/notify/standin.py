"""GOV.UK Notify v2 for texts and e-mails: tokens, templates, limits and errors as the real one.

Looser than life: letters and template previews are not there. What becomes of a text is
told by call-back, as its `network` says for a number; otherwise it is delivered.
"""

import time
import uuid
from typing import Any

import jwt
from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import SanicException

from integrations.client import ApiClient
from integrations.clock import Clock
from integrations.notify import emails, rules
from integrations.notify.fragments import downgraded
from integrations.standin import BadSeed, Seed
from integrations.telephone import Entry, Messenger, plain, text_of

LONGEST_IN = 918
PAGE = 250
NUMBERS_THAT_FAIL = {"447700900002": "permanent-failure", "447700900003": "temporary-failure"}
NO_RECEIPT = ("447700900000", "447700900111", "447700900222")


class NotifyStandIn(Messenger):
    slug = "notify"
    line = "07700900876"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._templates: dict[str, str] = {}
        self._key = ""
        self._notifications: list[dict[str, Any]] = []
        self._received: list[dict[str, Any]] = []
        self._left_today: int | None = None

    def load(self, seed: Seed) -> None:
        templates = seed.get("templates")
        if not isinstance(templates, dict) or not all(
            isinstance(t, str) for t in templates.values()
        ):
            raise BadSeed("templates are texts by their id")
        super().load(seed)
        self._templates = dict(templates)
        if self.callbacks.notify_sms_template_id:
            self._templates[self.callbacks.notify_sms_template_id] = "((body))"
        self._key = str(seed.get("api_key") or self.callbacks.notify_api_key)
        self._left_today = seed.get("left_today")
        self._notifications, self._received = [], []

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix="/notify/v2")
        blueprint.add_route(self._send, "/notifications/sms", methods=["POST"], name="send")
        blueprint.add_route(self._email, "/notifications/email", methods=["POST"], name="email")
        blueprint.add_route(self._list, "/notifications", name="list")
        blueprint.add_route(self._one, "/notifications/<wanted>", name="one")
        blueprint.add_route(self._texts, "/received-text-messages", name="texts")
        blueprint.add_route(self._template, "/template/<wanted>", name="template")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        kind = rules.KINDS.get(status, "BadRequestError")
        return rules.no(status, kind, detail)

    async def _send(self, request: Request) -> HTTPResponse:
        self._check_token(request)
        body = rules.read(request, self._templates)
        if self._limit_reached():
            return rules.no(429, "TooManyRequestsError", "Exceeded send limits for today")
        number = plain(body["phone_number"])
        made = {
            "id": str(uuid.uuid4()),
            "reference": body.get("reference"),
            "phone_number": number,
            "body": body["rendered"],
            "status": "created",
            "created_at": rules.stamp(self.clock),
            "template": body["template_id"],
        }
        self._notifications.append(made)
        self._arrive(made)
        return json(rules.answer(made, self.line), 201)

    async def _email(self, request: Request) -> HTTPResponse:
        self._check_token(request)
        body = emails.read(request, self.callbacks.notify_email_template_id)
        if self._limit_reached():
            return rules.no(429, "TooManyRequestsError", "Exceeded send limits for today")
        made = emails.made(body, self.clock)
        self._notifications.append(made)
        if self.manners.receipts:
            told = emails.receipt(made, rules.stamp(self.clock))
            self.tell("receipt", self._poster("/webhooks/notify/receipts", told))
        return json(emails.answer(made), 201)

    def _limit_reached(self) -> bool:
        if self._left_today is None:
            return False
        if self._left_today <= 0:
            return True
        self._left_today -= 1
        return False

    def _arrive(self, made: dict[str, Any]) -> None:
        number = made["phone_number"]
        outcome = self.manners.network.get(number) or NUMBERS_THAT_FAIL.get(number, "delivered")
        if outcome == "delivered":
            self.note(number, "council", text=downgraded(made["body"]))
        made["status"] = outcome
        if self.manners.receipts and number not in NO_RECEIPT:
            self._tell_receipt(made, outcome)

    def _tell_receipt(self, made: dict[str, Any], status: str) -> None:
        body = rules.receipt(made, status, rules.stamp(self.clock))
        self.tell(f"receipt {status}", self._poster("/webhooks/notify/receipts", body))

    async def from_phone(self, number: str, order: Entry) -> Entry:
        text = text_of(order, LONGEST_IN)
        made = {
            "id": str(order.get("id") or uuid.uuid4()),
            "source_number": plain(number),
            "destination_number": self.line,
            "message": text,
            "date_received": str(order.get("sent_at") or rules.stamp(self.clock)),
        }
        self._received.insert(0, made)
        self.tell("text", self._poster("/webhooks/notify/inbound", made))
        return self.note(number, "phone", text=text)

    def _poster(self, path: str, body: dict[str, Any]) -> Any:
        headers = {"Authorization": f"Bearer {self.callbacks.notify_callback_token}"}

        def post(api: ApiClient) -> Any:
            return api.post_json(path, body, headers)

        return post

    async def _list(self, request: Request) -> HTTPResponse:
        self._check_token(request)
        wanted = request.args.get("reference")
        found = [one for one in self._notifications if wanted in (None, one["reference"])]
        shown = [self._shown(one) for one in found[-PAGE:]]
        return json({"notifications": shown, "links": {"current": request.url}})

    async def _one(self, request: Request, wanted: str) -> HTTPResponse:
        self._check_token(request)
        rules.check_uuid("id", wanted)
        for one in self._notifications:
            if one["id"] == wanted:
                return json(self._shown(one))
        return rules.no(404, "NoResultFound", "No result found")

    def _shown(self, made: dict[str, Any]) -> dict[str, Any]:
        return emails.shown(made) if "email_address" in made else rules.shown(made, self.line)

    async def _texts(self, request: Request) -> HTTPResponse:
        self._check_token(request)
        return json({"received_text_messages": [rules.received(one) for one in self._received],
                     "links": {"current": request.url}})  # fmt: skip

    async def _template(self, request: Request, wanted: str) -> HTTPResponse:
        self._check_token(request)
        if wanted not in self._templates:
            return rules.no(404, "NoResultFound", "No result found")
        return json({"id": wanted, "type": "sms", "version": 1, "body": self._templates[wanted]})

    def _check_token(self, request: Request) -> None:
        """HS256 with the secret half of the key, issued by its service within 30 seconds."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or not token:
            raise SanicException("Unauthorized: authentication token must be provided", 401)
        try:
            told = jwt.decode(token, self._key[-36:], algorithms=["HS256"],
                              options={"verify_iat": False, "verify_exp": False})  # fmt: skip
        except jwt.InvalidTokenError as fault:
            raise SanicException("Invalid token: signature, api token not found", 403) from fault
        if told.get("iss") != self._key[-73:-37]:
            raise SanicException("Invalid token: service not found", 403)
        if abs(time.time() - float(told.get("iat", 0))) > rules.SKEW:
            raise SanicException(
                "Error: Your system clock must be accurate to within 30 seconds", 403
            )
