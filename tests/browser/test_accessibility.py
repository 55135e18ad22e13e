"""WCAG 2.2 AA as far as a program can tell, in every state of the page."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.bot.served import Web
from tests.road import DANGER, says

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, chromium: Browser, web: Web) -> Iterator[Page]:
    # The checker puts its own script into the page, which the page itself would refuse.
    context = chromium.new_context(
        base_url=web.address,
        viewport={"width": 360, "height": 700},
        color_scheme=request.param,
        bypass_csp=True,
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def test_no_state_of_the_page_has_a_fault(web: Web, page: Page) -> None:
    box, send = page.locator("#text"), page.get_by_role("button", name="Send", exact=True)
    found = {}
    page.goto("/chat")
    found["before"] = faults(page)
    send.click()
    found["mistake"] = faults(page)
    web.engine.answers.append(says("Which?", buttons=[("Heaton Lane", "/a"), ("Neither", "/b")]))
    box.fill("a sofa")
    send.click()
    expect(page.get_by_text("Which?", exact=True).first).to_be_visible()
    found["choices"] = faults(page)
    box.fill(DANGER)
    send.click()
    expect(page.locator("#state")).to_contain_text("waiting for a person")
    found["danger"] = faults(page)
    page.get_by_text("End this chat", exact=True).click()
    found["asked to end"] = faults(page)
    page.get_by_role("button", name="Yes, end this chat").click()
    expect(page.locator("#messages > li")).to_have_count(0)
    found["ended"] = faults(page)
    for path in ("/chat/leave", "/nothing"):
        page.goto(path)
        found[path] = faults(page)
    assert {state: wrong for state, wrong in found.items() if wrong} == {}
