"""A photo of what is reported, in the running product: its place confirmed, and sent on."""

import uuid

import pytest

from tests.bot.conversation.test_pictures import picture, with_place
from tests.stack import Resident, Stack, until

REFUSED = {
    "gif": (b"GIF89a" + b"\0" * 40, "photo_kind"),
    "cut": (picture()[:200], "photo_broken"),
    "heic": (b"\0\0\0\x18ftypheic" + b"\0" * 50, "photo_heic"),
}


def sends(resident: Resident, data: bytes) -> tuple[int, dict[str, object]]:
    """Posts a photo as the page does."""
    answer = resident.browser.post(
        f"{resident.web}/chat/photos",
        data={"client_id": str(uuid.uuid4())},
        files={"photo": ("a.jpg", data, "image/jpeg")},
        timeout=10,
    )
    return answer.status_code, answer.json()


def test_where_it_was_taken_is_confirmed_and_the_council_gets_both(stack: Stack) -> None:
    stack.restore()
    known = stack.council.seed("addresses")["addresses"]
    spot = next(one for one in known if one.get("street") == "Heaton Lane")
    before = len(stack.council.requests())
    resident = stack.resident()
    resident.say("there's a sofa and some bags dumped")
    status, _ = sends(resident, with_place(spot["lat"], spot["long"]))
    assert status == 202
    resident.hears("taken near Heaton Lane")
    resident.new()
    heard = resident.choose("Yes, it is there")
    for _ in range(6):
        if "Shall I send it?" in heard[-1]["text"]:
            break
        heard = resident.choose(heard[-1]["choices"][0]["label"])
    assert "Heaton Lane" in heard[-1]["text"]
    resident.say("yes")
    until(lambda: len(stack.council.requests()) == before + 1, "the report")
    newest = max(stack.council.requests(), key=lambda one: int(one["service_request_id"]))
    assert "/media/" in newest["media_url"]
    assert "Heaton Lane" in newest["address"]
    assert newest["lat"] == pytest.approx(spot["lat"], abs=0.002)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_photo_is_told_and_the_chat_goes_on(stack: Stack, name: str) -> None:
    data, code = REFUSED[name]
    resident = stack.resident()
    resident.say("there's a sofa dumped on Heaton Lane")
    status, told = sends(resident, data)
    assert (status, told["error"]) == (400, code)
    assert not [one for one in resident.messages() if one["image"]]
    assert resident.say("never mind, leave it")
