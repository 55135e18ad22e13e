"""Twilio's Messages as texts and WhatsApp: its key, its limits, its codes, and its signed hooks.

Looser than life: no messaging services, prices or media uploads. It holds a STOP itself, as Twilio
does: after one, every text to that number is refused with 21610 until START.
"""

import base64
from typing import Any
from urllib.parse import urlencode

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import SanicException
from sanic.response import raw
from twilio.request_validator import RequestValidator

from integrations.client import ApiClient
from integrations.clock import Clock
from integrations.standin import Seed
from integrations.telephone import Entry, Messenger, plain, text_of
from integrations.twilio.contract import API, LONGEST, WINDOW

STOPS = ("STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT")
STARTS = ("START", "UNSTOP", "YES")
PREFIX = "whatsapp:"


class TwilioStandIn(Messenger):
    slug = "twilio"
    line = "+447700900877"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._stopped: set[str] = set()
        self._closed: set[str] = set()
        self._media: dict[str, bytes] = {}

    def load(self, seed: Seed) -> None:
        super().load(seed)
        self._stopped, self._media = set(), {}
        self._closed = {plain(number) for number in seed.get("window_closed", [])}

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix=f"/twilio/{API}/Accounts/<account>")
        blueprint.add_route(self._create, "/Messages.json", methods=["POST"], name="create")
        blueprint.add_route(
            self._photo, "/Messages/<message>/Media/<media>", methods=["GET"], name="photo"
        )
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        codes = {401: 20003, 404: 20404, 429: 20429}
        return no(status, codes.get(status, 20001), detail)

    async def _create(self, request: Request, account: str) -> HTTPResponse:
        self._check(request, account)
        form = {name: str(values[0]) for name, values in (request.form or {}).items()}
        to, sender = form.get("To", ""), form.get("From", "")
        body, content = form.get("Body", ""), form.get("ContentSid", "")
        number = to.removeprefix(PREFIX)
        if not (number.startswith("+") and number[1:].isdecimal() and len(number) > 8):
            return no(400, 21211, f"The 'To' number {number} is not a valid phone number.")
        if sender.removeprefix(PREFIX) != (self.callbacks.twilio_from or self.line):
            return no(400, 21606, f"The 'From' phone number {sender} is not yours.")
        if not body and not content:
            return no(400, 21602, "Message body is required.")
        if len(body) > LONGEST:
            return no(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
        on_whatsapp = to.startswith(PREFIX)
        if not on_whatsapp and plain(to) in self._stopped:
            return no(400, 21610, "Attempt to send to unsubscribed recipient")
        if on_whatsapp and plain(to) in self._closed and not content:
            return no(400, int(WINDOW), "Failed to send freeform message outside the window")
        sid = f"SM{next(self.numbers):032x}"
        self.note(number, "council", text=body or content, whatsapp=on_whatsapp)
        self._tell_statuses(sid, to, sender, form.get("StatusCallback", ""))
        return json({"sid": sid, "status": "queued", "to": to, "from": sender, "body": body,
                     "error_code": None, "num_segments": "1",
                     "account_sid": account}, 201)  # fmt: skip

    def _tell_statuses(self, sid: str, to: str, sender: str, url: str) -> None:
        if not url or not self.manners.receipts:
            return
        outcome = self.manners.network.get(plain(to), "delivered")
        told = ["sent", outcome]
        path = url.removeprefix(self.callbacks.public_url)
        for status in reversed(told) if self.manners.shuffle else told:
            fields = {"MessageSid": sid, "SmsSid": sid, "MessageStatus": status,
                      "SmsStatus": status, "To": to, "From": sender,
                      "AccountSid": self.callbacks.twilio_account_sid}  # fmt: skip
            if status in ("failed", "undelivered"):
                fields["ErrorCode"] = "30003"
            self.tell(f"status {status}", self._poster(path, fields))

    async def from_phone(self, number: str, order: Entry) -> Entry:
        whatsapp = order.get("channel") == "whatsapp"
        prefix = PREFIX if whatsapp else ""
        sid = str(order.get("id") or f"SM{next(self.numbers):032x}")
        fields = {
            "MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid, "NumSegments": "1",
            "AccountSid": self.callbacks.twilio_account_sid, "ApiVersion": API, "NumMedia": "0",
            "From": f"{prefix}+{plain(number)}",
            "To": f"{prefix}{self.callbacks.twilio_from or self.line}", "Body": "",
        }  # fmt: skip
        fields |= self._content(order, sid)
        self._keep_wish(number, fields["Body"])
        self.tell("message", self._poster("/webhooks/twilio", fields))
        return self.note(number, "phone", text=fields["Body"])

    def _content(self, order: Entry, sid: str) -> dict[str, str]:
        if "location" in order:
            at = order["location"]
            return {"Latitude": str(at["lat"]), "Longitude": str(at["lng"])}
        if "photo" in order:
            self._media[sid] = base64.b64decode(order["photo"])
            base = f"{self.callbacks.twilio_url}/{API}/Accounts/{self.callbacks.twilio_account_sid}"
            return {"NumMedia": "1", "MediaContentType0": "image/jpeg",
                    "MediaUrl0": f"{base}/Messages/{sid}/Media/ME1"}  # fmt: skip
        return {"Body": text_of(order, LONGEST)}

    def _keep_wish(self, number: str, text: str) -> None:
        if text.strip().upper() in STOPS:
            self._stopped.add(plain(number))
        elif text.strip().upper() in STARTS:
            self._stopped.discard(plain(number))

    def _poster(self, path: str, fields: dict[str, str]) -> Any:
        signer = RequestValidator(self.callbacks.twilio_auth_token)
        signature = signer.compute_signature(f"{self.callbacks.public_url}{path}", fields)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }

        def post(api: ApiClient) -> Any:
            return api.post_bytes(path, urlencode(fields).encode(), headers)

        return post

    async def _photo(
        self, request: Request, account: str, message: str, media: str
    ) -> HTTPResponse:
        self._check(request, account)
        if message not in self._media:
            return no(404, 20404, "The requested resource was not found")
        return raw(self._media[message], content_type="image/jpeg")

    def _check(self, request: Request, account: str) -> None:
        key = f"{self.callbacks.twilio_account_sid}:{self.callbacks.twilio_auth_token}"
        right = f"Basic {base64.b64encode(key.encode()).decode()}"
        if request.headers.get("authorization") != right:
            raise SanicException("Authenticate", 401)
        if account != self.callbacks.twilio_account_sid:
            raise SanicException("The requested resource was not found", 404)


def no(status: int, code: int, message: str) -> HTTPResponse:
    told = {
        "code": code,
        "message": message,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return json(told, status)
