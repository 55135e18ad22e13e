"""WhatsApp Cloud API as Meta runs it: its limits, its 24 hours, its codes, and its signed hooks.

Looser than life: no templates beyond those of its seed, no uploads, no prices.
"""

import base64
import hashlib
import hmac
import json as plain_json
import time
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import SanicException
from sanic.response import raw

from integrations.client import ApiClient
from integrations.clock import Clock
from integrations.standin import Seed
from integrations.telephone import Entry, Messenger, plain, text_of
from integrations.whatsapp import rules
from integrations.whatsapp.contract import TEXT, WINDOW_HOURS

ME = "441614960000"


class WhatsAppStandIn(Messenger):
    slug = "whatsapp"
    line = "0161 496 0000"

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._templates: set[str] = set()
        self._heard: dict[str, float] = {}
        self._media: dict[str, bytes] = {}

    def load(self, seed: Seed) -> None:
        super().load(seed)
        self._templates = {*seed.get("templates", []), self.callbacks.whatsapp_template} - {""}
        self._heard, self._media = {}, {}
        for number in seed.get("in_window", []):
            self._heard[plain(number)] = time.time()

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(self.slug, url_prefix="/whatsapp")
        blueprint.add_route(self._send, "/<sender>/messages", methods=["POST"], name="send")
        blueprint.add_route(self._file, "/files/<media>", methods=["GET"], name="file")
        blueprint.add_route(self._about, "/<media>", methods=["GET"], name="about")
        return blueprint

    def refusal(self, request: Request, status: int, detail: str) -> HTTPResponse:
        codes = {401: 190, 404: 100, 405: 100, 429: 130429}
        return rules.no(status, codes.get(status, 131000), detail)

    async def _send(self, request: Request, sender: str) -> HTTPResponse:
        self._check(request)
        if sender != self.callbacks.whatsapp_phone_number_id:
            return rules.no(400, 100, "Object with this ID does not exist")
        body = request.json if isinstance(request.json, dict) else {}
        if body.get("status") == "read":
            return json({"success": True})
        if fault := rules.fault_of(body, self._templates):
            return rules.no(400, 131009, fault)
        number = plain(str(body["to"]))
        since = time.time() - self._heard.get(number, 0.0)
        if body["type"] != "template" and since > WINDOW_HOURS * 3600:
            return rules.no(400, 131047, "More than 24 hours have passed since the recipient wrote")
        made = f"wamid.OUT{next(self.numbers):06d}"
        self.note(number, "council", **rules.seen(body))
        self._tell_statuses(made, number)
        contact = {"input": body["to"], "wa_id": number}
        return json({"messaging_product": "whatsapp", "contacts": [contact],
                     "messages": [{"id": made, "message_status": "accepted"}]})  # fmt: skip

    def _tell_statuses(self, made: str, number: str) -> None:
        if not self.manners.receipts:
            return
        outcome = self.manners.network.get(number, "delivered")
        told = ["sent", outcome]
        for status in reversed(told) if self.manners.shuffle else told:
            one: Entry = {"id": made, "status": status, "recipient_id": number,
                          "timestamp": str(int(time.time()))}  # fmt: skip
            if status == "failed":
                one["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
            self.tell(f"status {status}", self._poster(self._envelope(statuses=[one])))

    async def from_phone(self, number: str, order: Entry) -> Entry:
        who = plain(number)
        self._heard[who] = time.time()
        message = {
            "from": who,
            "id": str(order.get("id") or f"wamid.IN{next(self.numbers):06d}"),
            "timestamp": str(int(order.get("sent_at") or time.time())),
            **self._content(order),
        }
        self.tell("message", self._poster(self._envelope(messages=[message])))
        shown = order.get("text") or order.get("title") or f"({message['type']})"
        return self.note(number, "phone", text=shown)

    def _content(self, order: Entry) -> Entry:
        if "choice" in order:
            kind = "list_reply" if order.get("list") else "button_reply"
            pressed = {"id": order["choice"], "title": order.get("title", "")}
            return {"type": "interactive", "interactive": {"type": kind, kind: pressed}}
        if "location" in order:
            at = order["location"]
            where = {"latitude": at["lat"], "longitude": at["lng"]}
            return {"type": "location", "location": where}
        if "photo" in order:
            media = f"3{next(self.numbers):014d}"
            self._media[media] = base64.b64decode(order["photo"])
            return {"type": "image", "image": {"id": media, "mime_type": "image/jpeg"}}
        if "kind" in order:
            return {"type": order["kind"], order["kind"]: {"id": "1"}}
        return {"type": "text", "text": {"body": text_of(order, TEXT)}}

    def _envelope(self, **value: Any) -> Entry:
        phone_id = self.callbacks.whatsapp_phone_number_id
        about = {"display_phone_number": ME, "phone_number_id": phone_id}
        change = {"messaging_product": "whatsapp", "metadata": about, **value}
        entry = {"id": "1", "changes": [{"value": change, "field": "messages"}]}
        return {"object": "whatsapp_business_account", "entry": [entry]}

    def _poster(self, envelope: Entry) -> Any:
        # Meta escapes slashes and every letter that is not ASCII.
        body = plain_json.dumps(envelope, separators=(",", ":")).replace("/", "\\/").encode()
        secret = self.callbacks.whatsapp_app_secret.encode()
        made = hmac.new(secret, body, hashlib.sha256).hexdigest()
        headers = {"X-Hub-Signature-256": f"sha256={made}", "Content-Type": "application/json"}

        def post(api: ApiClient) -> Any:
            return api.post_bytes("/webhooks/whatsapp", body, headers)

        return post

    async def _about(self, request: Request, media: str) -> HTTPResponse:
        self._check(request)
        if media not in self._media:
            return rules.no(404, 100, "Object with this ID does not exist")
        data = self._media[media]
        url = f"{request.scheme}://{request.host}/whatsapp/files/{media}"
        return json({"messaging_product": "whatsapp", "url": url, "mime_type": "image/jpeg",
                     "sha256": hashlib.sha256(data).hexdigest(), "file_size": str(len(data)),
                     "id": media})  # fmt: skip

    async def _file(self, request: Request, media: str) -> HTTPResponse:
        self._check(request)
        if media not in self._media:
            return rules.no(404, 100, "Object with this ID does not exist")
        return raw(self._media[media], content_type="image/jpeg")

    def _check(self, request: Request) -> None:
        if request.headers.get("authorization") != f"Bearer {self.callbacks.whatsapp_token}":
            raise SanicException("Error validating access token", 401)
