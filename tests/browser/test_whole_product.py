"""One report in a real browser through the whole running product, its model included."""

import re

from playwright.sync_api import Browser, expect

from tests.stack import Stack, until

REFERENCE = re.compile(r"SR-\d{7}")


def test_a_report_is_made_in_a_residents_own_words(chromium: Browser, stack: Stack) -> None:
    context = chromium.new_context(base_url=stack.web, viewport={"width": 390, "height": 800})
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto("/chat")
    messages = page.locator("#messages > li")
    page.get_by_label("Your message").fill("there's a sofa dumped on Heaton Lane")
    page.get_by_role("button", name="Send", exact=True).click()
    for _ in range(8):  # the council's own questions, as many as it has
        page.locator("#choices button:visible").or_(
            messages.filter(has_text=REFERENCE)
        ).first.wait_for()
        if messages.filter(has_text=REFERENCE).count():
            break
        asked = messages.count()
        page.locator("#choices button").first.click()
        expect(messages.nth(asked + 1)).to_be_visible(timeout=15_000)
    said = messages.filter(has_text=REFERENCE).last.text_content() or ""
    found = REFERENCE.search(said)
    assert found, messages.all_text_contents()
    until(lambda: council_has(stack, found[0]), f"the council to have {found[0]}")
    assert len(council_has(stack, found[0])) == 1
    expect(page.get_by_label("Your message")).to_be_focused()
    context.close()


def council_has(stack: Stack, reference: str) -> list[str]:
    return [str(one) for one in stack.council.requests() if reference in str(one)]
