"""The chat as a resident meets it, in a real browser with JavaScript."""

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.bot.served import Web
from tests.road import DANGER, hands_over, says

STREETS = [("Heaton Lane, SK4 1AA", "/choose{1}"), ("Heaton Lane, SK4 2BB", "/choose{2}")]

# What a screen reader would be told: each text that is put into the live region.
LISTEN = """() => {
  window.told = [];
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) {
      window.told.push(node.textContent);
    }
  }).observe(document.getElementById("live"), { childList: true, subtree: true });
}"""


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def box(page: Page) -> Locator:
    return page.get_by_label("Your message")


def writes(page: Page, text: str) -> None:
    box(page).fill(text)
    button(page, "Send").click()


def rows(page: Page) -> Locator:
    return page.locator("#messages > li")


def opens(page: Page) -> None:
    page.goto("/chat")
    page.evaluate(LISTEN)


def told(page: Page) -> list[str]:
    return list(page.evaluate("window.told"))


def test_a_resident_writes_reads_chooses_and_hears(web: Web, page: Page) -> None:
    web.engine.answers.append(says("Which one is it?", buttons=STREETS))
    opens(page)
    writes(page, "there is a sofa on Heaton Lane")
    expect(rows(page).last).to_contain_text("Which one is it?")
    expect(box(page)).to_be_focused()
    button(page, "Heaton Lane, SK4 2BB").click()
    expect(rows(page).last).to_contain_text("You said: /choose{2}")
    expect(box(page)).to_be_focused()
    assert [row.split("\n")[0] for row in rows(page).all_text_contents()] == [""] * 5
    speakers = page.locator("#messages .speaker").all_text_contents()
    assert speakers == [
        "Council assistant:",
        "You:",
        "Council assistant:",
        "You:",
        "Council assistant:",
    ]
    expect(page.get_by_role("button", name=re.compile("Heaton"))).to_have_count(0)
    page.wait_for_timeout(1500)
    assert told(page) == [
        "Council assistant: Which one is it? Choose an answer: Heaton Lane, SK4 1AA; "
        "Heaton Lane, SK4 2BB.",
        "Council assistant: You said: /choose{2}",
    ]


def test_a_chat_can_be_had_with_the_keyboard_alone(web: Web, page: Page) -> None:
    web.engine.answers.append(says("Which one is it?", buttons=STREETS))
    opens(page)
    box(page).focus()
    page.keyboard.type("a sofa")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("in the road")
    page.keyboard.press("Enter")
    expect(rows(page).last).to_contain_text("Which one is it?")
    expect(rows(page).nth(1)).to_contain_text("a sofa\nin the road")
    page.keyboard.press("Shift+Tab")
    expect(button(page, "Heaton Lane, SK4 2BB")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(rows(page).last).to_contain_text("/choose{1}")
    expect(box(page)).to_be_focused()
    web.engine.answers.append(hands_over(reason="asked", team="contact_centre", topic="person"))
    page.keyboard.press("Tab")
    expect(button(page, "Send")).to_be_focused()
    page.keyboard.press("Tab")
    expect(button(page, "Talk to a person")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#state")).to_contain_text("You are number")
    expect(rows(page).nth(-2)).to_contain_text("I want to talk to a person")


def test_times_are_the_councils_and_not_those_of_the_device(page: Page) -> None:
    page.clock.set_fixed_time("2031-01-01T03:04:00Z")
    opens(page)
    writes(page, "hello")
    expect(rows(page)).to_have_count(3)
    times = page.locator("#messages time")
    expect(times.filter(has_text="3:04am")).to_have_count(0)
    shown = times.all_text_contents()
    page.reload()
    assert times.all_text_contents() == shown


def test_three_answers_at_once_are_each_told_and_in_order(web: Web, page: Page) -> None:
    web.engine.answers.append(says("One.", "Two.", "Three."))
    opens(page)
    writes(page, "hello")
    expect(rows(page)).to_have_count(5)
    page.wait_for_timeout(3500)
    assert told(page) == [f"Council assistant: {said}" for said in ("One.", "Two.", "Three.")]


def test_a_reload_and_a_second_tab_show_the_same_and_tell_nothing_again(
    context: BrowserContext, page: Page
) -> None:
    opens(page)
    writes(page, "hello")
    expect(rows(page).last).to_contain_text("You said: hello")
    page.reload()
    page.evaluate(LISTEN)
    other = context.new_page()
    opens(other)
    for tab in (page, other):
        expect(rows(tab)).to_have_count(3)
    page.wait_for_timeout(500)
    assert told(page) == told(other) == []
    writes(other, "from the other tab")
    for tab in (page, other):
        expect(rows(tab).last).to_contain_text("You said: from the other tab")
        expect(rows(tab)).to_have_count(5)


def test_what_is_written_without_a_connection_is_sent_once_it_is_back(
    context: BrowserContext, page: Page
) -> None:
    opens(page)
    writes(page, "hello")
    expect(rows(page).last).to_contain_text("You said: hello")
    context.set_offline(True)
    writes(page, "are you there")
    expect(rows(page).last).to_contain_text("Not sent yet")
    context.set_offline(False)
    expect(rows(page).last).to_contain_text("You said: are you there")
    expect(rows(page)).to_have_count(5)
    page.reload()
    expect(rows(page)).to_have_count(5)


def test_safe_words_are_shown_from_their_first_line_on(web: Web, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 400})
    opens(page)
    writes(page, DANGER)
    number = page.get_by_text("116 123").first
    expect(number).to_be_visible()
    page.wait_for_timeout(500)
    expect(rows(page).last.locator(".speaker")).to_be_in_viewport()
    expect(page.locator("#state")).to_contain_text("waiting for a person")


def test_an_empty_message_is_explained_and_nothing_is_sent(page: Page) -> None:
    opens(page)
    button(page, "Send").click()
    expect(page.locator("#wrong")).to_have_text("Write a message first.")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_attribute("aria-invalid", "true")
    expect(rows(page)).to_have_count(1)
    writes(page, "hello")
    expect(page.locator("#wrong")).to_be_hidden()


def test_a_message_that_is_too_long_stays_in_the_box(page: Page) -> None:
    opens(page)
    writes(page, "word " * 20_000)
    expect(page.locator("#wrong")).to_contain_text("too long")
    expect(box(page)).to_have_value(re.compile("^word word"))


def test_leaving_clears_this_tab_the_other_tab_and_the_way_back(
    context: BrowserContext, page: Page
) -> None:
    opens(page)
    writes(page, "my private words")
    expect(rows(page).last).to_contain_text("You said")
    other = context.new_page()
    opens(other)
    expect(rows(other)).to_have_count(3)
    button(page, "Leave this page now").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    expect(rows(other)).to_have_count(1)
    assert context.cookies() == []
    for tab in (page, other):
        tab.go_back()
        assert "private" not in tab.content()
    page.goto("/chat")
    expect(rows(page)).to_have_count(1)


def test_the_end_is_asked_about_and_leaves_only_a_copy(page: Page) -> None:
    opens(page)
    writes(page, "my private words")
    expect(rows(page).last).to_contain_text("You said")
    page.get_by_text("End this chat", exact=True).click()
    button(page, "Yes, end this chat").click()
    expect(rows(page)).to_have_count(0)
    expect(page.locator("#state")).to_have_text("This chat has ended.")
    expect(box(page)).to_be_hidden()
    assert "private" not in page.content()
    with page.expect_download() as download:
        page.get_by_role("link", name="Save a copy of this chat").click()
    assert "my private words" in download.value.path().read_text(encoding="utf-8")
    button(page, "Talk to a person").click()
    expect(rows(page).last).to_contain_text("You said: I want to talk to a person")
    expect(box(page)).to_be_visible()


@pytest.mark.parametrize("text_size", ["100%", "200%"])
def test_everything_can_be_reached_on_a_very_small_screen(
    web: Web, page: Page, text_size: str
) -> None:
    page.set_viewport_size({"width": 320, "height": 256})
    web.engine.answers.append(says("Which one is it? " * 5, buttons=STREETS))
    opens(page)
    page.evaluate(f"document.documentElement.style.fontSize = '{text_size}'")
    writes(page, "averyveryverylongwordwithoutanyspaceinitatallthatcannotbewrapped")
    expect(rows(page).last).to_contain_text("Which one")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    names = []
    for _ in range(9):
        page.keyboard.press("Tab")
        names.append(page.evaluate(FOCUSED))
    assert [one["covered"] for one in names] == [False] * 9, names
    assert any(one["name"] == "Talk to a person" for one in names)


FOCUSED = """() => {
  const one = document.activeElement;
  const at = one.getClientRects()[0]; // the first line of a link that is wrapped
  const top = document.elementFromPoint(at.left + at.width / 2, at.top + at.height / 2);
  const seen = one === document.body || one === top || one.contains(top);
  return { name: one.textContent.trim(), covered: !seen };
}"""


def test_every_control_is_large_enough_to_touch(web: Web, page: Page) -> None:
    web.engine.answers.append(says("Which?", buttons=[("A", "/a"), ("B", "/b")]))
    opens(page)
    writes(page, "hello")
    expect(rows(page).last).to_contain_text("Which?")
    for control in page.locator("button:visible, summary:visible, textarea:visible").all():
        size: Any = control.bounding_box()
        assert min(size["width"], size["height"]) >= 24, control.text_content()


def test_nothing_moves_and_nothing_vanishes_for_those_who_ask_for_it(
    context: BrowserContext, page: Page
) -> None:
    page.emulate_media(reduced_motion="reduce", forced_colors="active")
    opens(page)
    assert page.evaluate("document.getAnimations().length") == 0
    for control in page.locator("button:visible, textarea:visible").all():
        width = control.evaluate("one => getComputedStyle(one).borderTopWidth")
        assert float(width.removesuffix("px")) >= 1


def test_leaving_while_a_message_cannot_be_sent_begins_nothing_again(
    context: BrowserContext, page: Page
) -> None:
    opens(page)
    context.route("**/chat/messages", lambda route: route.abort())
    writes(page, "my private words")
    expect(rows(page).last).to_contain_text("Not sent yet")
    button(page, "Leave this page now").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    context.unroute("**/chat/messages")
    page.wait_for_timeout(1500)
    assert context.cookies() == []
