"""GOV.UK Notify's recorded answers at our client."""

import json
import time

import jwt
import pytest

from integrations.errors import NotFound, Refused, Unavailable
from integrations.notify.client import Notify
from integrations.notify.contract import SendLimit
from tests.integrations import examples
from tests.rawserver import says, serving, whole

SERVICE, SECRET = "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"
TEMPLATE = "f33517ff-2a88-4f6e-b855-c550268ce08a"
BODY = "Your black bin is collected on Monday 5 January."
KINDS = {
    "400.personalisation": Refused,
    "400.phone": Refused,
    "400.team-only": Refused,
    "400.template-id": Refused,
    "400.too-long": Refused,
    "403.clock": Refused,
    "403.key": Refused,
    "404.not-found": NotFound,
    "429.daily": SendLimit,
    "429.rate": Unavailable,
    "500.server": Unavailable,
}


def send(server):
    return Notify(server.url, f"test-{SERVICE}-{SECRET}", TEMPLATE).send(
        "+447700900123", BODY, "msg-0001"
    )


def answers(status, told):
    return says(whole(status, json.dumps(told).encode(), "content-type: application/json"))


def test_a_text_is_sent_in_notifys_shape_with_a_token_of_now():
    told = examples.example("govuk-notify/examples/post-sms.response.201.json")
    asked = examples.example("govuk-notify/examples/post-sms.request.json")
    with serving(answers("201 Created", told)) as server:
        assert send(server).id == told["id"]
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    sent = json.loads(body)
    assert {**asked, **sent} == asked, "nothing that Notify does not know, and the same values"
    lines = [line for line in head.decode().split("\r\n") if line.lower().startswith("auth")]
    token = lines[0].split()[-1]
    claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_iat": False})
    assert claims["iss"] == SERVICE
    assert abs(claims["iat"] - time.time()) < 30


@pytest.mark.parametrize("name", KINDS)
def test_every_error_of_notify_is_known_for_what_it_is(name):
    told = examples.example(f"govuk-notify/examples/error.{name}.json")
    with serving(answers(f"{name[:3]} X", told)) as server:
        with pytest.raises(KINDS[name]) as caught:
            send(server)
        assert caught.value.sent == name.startswith("5"), "a 500 may have gone out"


def test_every_error_notify_recorded_is_among_them():
    folder = examples.folder("govuk-notify/examples")
    assert {path.name[6:-5] for path in folder.glob("error.*.json")} == set(KINDS)
