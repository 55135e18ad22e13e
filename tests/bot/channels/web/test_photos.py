"""Photos over HTTP: kept once, shown to their sender, and to who has an address that holds."""

import io
import time
import uuid
from typing import Any

import pytest
import requests
from PIL import Image

from bot.conversation import photos
from tests.bot.served import Browser, Web


def jpeg(colour: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    return out.getvalue()


def sends(browser: Browser, data: bytes, client_id: str = "", **more: Any) -> requests.Response:
    form = {"client_id": client_id or str(uuid.uuid4())}
    return browser.call(
        "POST", "/chat/photos", data=form, files={"photo": ("a.jpg", data, "image/jpeg")}, **more
    )


def shown(browser: Browser) -> list[dict[str, Any]]:
    every = browser.call("GET", "/chat/messages").json()["messages"]
    return [one for one in every if one["image"]]


def test_a_photo_is_one_message_however_often_it_is_sent(browser: Browser) -> None:
    browser.opens()
    first, again = (sends(browser, jpeg(), "same") for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    (message,) = shown(browser)
    assert message["from"] == "resident"


def test_a_photo_is_answered_at_once_by_the_road_itself(browser: Browser) -> None:
    browser.opens()
    sends(browser, jpeg())
    last = browser.call("GET", "/chat/messages").json()["messages"][-1]
    assert last["from"] == "assistant"
    assert "What is wrong there?" in last["text"]


def test_only_its_sender_sees_a_photo(web: Web, browser: Browser) -> None:
    browser.opens()
    sends(browser, jpeg())
    (message,) = shown(browser)
    answer = browser.call("GET", message["image"])
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8\xff")
    stranger = web.browser()
    assert stranger.call("GET", message["image"]).status_code == 401
    stranger.opens()
    assert stranger.call("GET", message["image"]).status_code == 404


def test_a_photo_needs_a_chat(web: Web) -> None:
    assert sends(web.browser(), jpeg()).status_code == 401


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        (b"GIF89a", 400, "photo_kind"),
        (b"\0\0\0\x18ftypheic", 400, "photo_heic"),
        (b"\xff\xd8\xff" + b"\0" * (8 * 1024 * 1024), 413, "photo_large"),
        (b"\xff\xd8\xff" + b"\0" * (10 * 1024 * 1024), 413, "too_large"),
    ],
    ids=["gif", "heic", "large", "very large"],
)
def test_what_is_no_photo_is_refused_and_not_kept(
    browser: Browser, data: bytes, status: int, error: str
) -> None:
    browser.opens()
    answer = sends(browser, data)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert shown(browser) == []


def test_without_javascript_a_photo_begins_a_chat_and_leads_back_to_the_page(web: Web) -> None:
    browser = web.browser()
    answer = sends(browser, jpeg(), headers={"accept": "text/html"})
    assert answer.status_code == 303
    page = browser.call("GET", "/chat", headers={"accept": "text/html"}).text
    assert 'src="/chat/photos/' in page


def test_a_signed_address_shows_a_photo_until_it_runs_out(web: Web, browser: Browser) -> None:
    browser.opens()
    sends(browser, jpeg())
    photo = shown(browser)[0]["image"].rpartition("/")[2]
    good = photos.public_url(web.road.parts, photo).removeprefix("http://127.0.0.1")
    assert web.get(good).content.startswith(b"\xff\xd8\xff")
    assert web.get(good.replace(".jpg", "x.jpg")).status_code == 404
    later = good.split("/")
    later[3] = str(int(time.time()) + 10**9)
    assert web.get("/".join(later)).status_code == 404
    gone = photos.public_url(web.road.parts, photo, seconds=-1).removeprefix("http://127.0.0.1")
    assert web.get(gone).status_code == 404
