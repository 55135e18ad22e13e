"""A message as each provider posts it to our hooks, proved as that provider proves itself."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import requests
from twilio.request_validator import RequestValidator

PROVIDERS = ("notify", "twilio", "whatsapp")
SECONDS = 30


def post(
    provider: str,
    environment: Mapping[str, str],
    web: str,
    number: str,
    key: str,
    text: str,
    line: requests.Session | None = None,
) -> requests.Response:
    """`environment` holds the settings of the web process at `web`; `number` is +447700900123;
    `line` is kept open from one message to the next, as a provider's is."""
    path, body, headers = {"notify": notify, "twilio": twilio, "whatsapp": whatsapp}[provider](
        environment, number, key, text
    )
    by = line or requests
    return by.post(f"{web}{path}", data=body, headers=headers, timeout=SECONDS)


Posted = tuple[str, bytes, dict[str, str]]


def notify(environment: Mapping[str, str], number: str, key: str, text: str) -> Posted:
    told = {
        "id": key,
        "source_number": number.removeprefix("+"),
        "destination_number": "07700900876",
        "message": text,
        "date_received": time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime()),
    }
    headers = {"Authorization": f"Bearer {environment['NOTIFY_CALLBACK_TOKEN']}"}
    return "/webhooks/notify/inbound", json.dumps(told).encode(), headers


def twilio(environment: Mapping[str, str], number: str, key: str, text: str) -> Posted:
    path = "/webhooks/twilio"
    fields = {
        "MessageSid": key,
        "AccountSid": environment["TWILIO_ACCOUNT_SID"],
        "From": number,
        "NumMedia": "0",
        "Body": text,
    }
    signer = RequestValidator(environment["TWILIO_AUTH_TOKEN"])
    signature = signer.compute_signature(f"{environment['DOORSTEP_PUBLIC_URL']}{path}", fields)
    kind = "application/x-www-form-urlencoded"
    headers = {"X-Twilio-Signature": signature, "Content-Type": kind}
    return path, urlencode(fields).encode(), headers


def whatsapp(environment: Mapping[str, str], number: str, key: str, text: str) -> Posted:
    message = {
        "from": number.removeprefix("+"),
        "id": key,
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
    }
    about = {"phone_number_id": environment["WHATSAPP_PHONE_NUMBER_ID"]}
    value = {"messaging_product": "whatsapp", "metadata": about, "messages": [message]}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    body = json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()
    secret = environment["WHATSAPP_APP_SECRET"].encode()
    made = hmac.new(secret, body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={made}", "Content-Type": "application/json"}
    return "/webhooks/whatsapp", body, headers
