"""The page of two simulated phones, with the running product behind it."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.sources import ROOT
from tests.stack import Stack

SECONDS = 40_000
PICTURES = ROOT / "docs" / "screenshots"


def writes(page: Page, channel: str, text: str, answer: str) -> Locator:
    """What the council says last, once it holds `answer`."""
    phone = page.locator(f".phone.{channel}")
    phone.get_by_label("Message", exact=True).fill(text)
    phone.get_by_role("button", name="Send", exact=True).click()
    newest = phone.locator(".council").last
    expect(newest).to_contain_text(answer, timeout=SECONDS)
    return newest


def picture(page: Page, channel: str) -> None:
    """For the docs, where it is not there: take the old one away to have a new one."""
    path = PICTURES / f"phone_{channel}.png"
    if not path.exists():
        page.locator(f".phone.{channel}").screenshot(path=path)


def test_anyone_can_text_and_whatsapp_the_running_product(stack: Stack, chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 900, "height": 860})
    page.goto(f"{stack.council.base}/phones")
    for channel, last in (("sms", "0 Person"), ("whatsapp", "Furniture")):
        writes(page, channel, "there is a sofa dumped on Heaton Lane", last)
        log = page.locator(f".phone.{channel}").get_by_role("log")
        expect(log).to_contain_text("I am a computer", timeout=SECONDS)
    pressed = page.locator(".phone.whatsapp .choices button").first
    pressed.click()
    expect(page.locator(".phone.whatsapp .mine").last).to_contain_text("Furniture")
    expect(page.locator(".phone.whatsapp .council").last).not_to_contain_text(
        "What has been dumped", timeout=SECONDS
    )
    writes(page, "sms", "1", "How much")
    for channel in ("sms", "whatsapp"):
        picture(page, channel)
    page.close()


@pytest.mark.parametrize(("width", "side_by_side"), [(320, False), (390, False), (1280, True)])
def test_both_phones_fit_every_screen(
    stack: Stack, chromium: Browser, width: int, side_by_side: bool
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 844})
    page.goto(f"{stack.council.base}/phones")
    boxes = [page.locator(f".phone.{one}").bounding_box() for one in ("sms", "whatsapp")]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= width for box in boxes), boxes
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    first, second = (box or {} for box in boxes)
    assert (first["y"] == second["y"]) == side_by_side
    for channel in ("sms", "whatsapp"):
        send = page.locator(f".phone.{channel}").get_by_role("button", name="Send", exact=True)
        expect(send).to_be_visible()
    page.close()
