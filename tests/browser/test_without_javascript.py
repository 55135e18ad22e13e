"""The same chat in a browser that runs no scripts."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.bot.served import Web
from tests.road import hands_over, says


@pytest.fixture
def page(chromium: Browser, web: Web) -> Iterator[Page]:
    context = chromium.new_context(
        java_script_enabled=False, base_url=web.address, viewport={"width": 320, "height": 640}
    )
    yield context.new_page()
    context.close()


def test_a_whole_chat_without_a_script(web: Web, page: Page) -> None:
    rows = page.locator("#messages > li")
    web.engine.answers.append(says("Is it big?", buttons=[("Yes", "/affirm"), ("No", "/deny")]))
    page.goto("/chat")
    page.get_by_label("Your message").fill("a sofa in the road")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(rows.last).to_contain_text("Is it big?")
    page.get_by_role("button", name="Yes", exact=True).click()
    expect(rows.last).to_contain_text("You said: /affirm")
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    page.get_by_role("button", name="Talk to a person").click()
    expect(page.locator("#state")).to_contain_text(re.compile(r"You are number \d+"))
    expect(rows.nth(-2)).to_contain_text("I want to talk to a person")
    page.get_by_role("link", name="Check for new messages").click()
    expect(rows).to_have_count(7)
    page.get_by_role("button", name="Leave this page now").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.go_back()
    expect(rows).to_have_count(1)
    assert "sofa" not in page.content()


def test_a_mistake_is_explained(page: Page) -> None:
    page.goto("/chat")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Write a message first.")
    page.get_by_role("link", name="Write a message first.").click()
    expect(page.get_by_label("Your message")).to_be_focused()


def test_an_answer_that_takes_longer_comes_by_itself(web: Web, page: Page) -> None:
    web.engine.is_down(1)
    page.goto("/chat")
    page.get_by_label("Your message").fill("hello")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("link", name="Check for an answer")).to_be_visible()
    expect(page.locator("#messages > li").last).to_contain_text("You said", timeout=15_000)
