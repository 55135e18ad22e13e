"""The desk in a real browser: two advisers and a resident at once, by keyboard, and with axe."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from integrations.store import queue
from tests.bot.desk.conftest import Waiting, asks_for_a_person
from tests.bot.served import Web
from tests.browser.desk import NARROW, Colleague
from tests.road import DANGER, hands_over
from tests.sources import ROOT

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PICTURES = ROOT / "docs" / "screenshots"


@pytest.fixture
def sam(chromium: Browser, web: Web) -> Iterator[Colleague]:
    person = Colleague(chromium, web, "sam")
    yield person
    person.leaves()


@pytest.fixture
def alex(chromium: Browser, web: Web) -> Iterator[Colleague]:
    person = Colleague(chromium, web, "alex")
    yield person
    person.leaves()


def test_somebody_new_is_there_at_once_and_the_title_counts_them(web: Web, sam: Colleague) -> None:
    before = sam.page.locator("#lists tr[data-item]").count()
    sam.page.get_by_label("Sound when somebody new is waiting").check()
    waits = asks_for_a_person(web)
    row = sam.page.locator(f'tr[data-item="{waits.item}"]')
    expect(row).to_be_visible(timeout=10_000)
    for told in ("Normal", "A report", "Web chat", "English", "Asked for a person"):
        expect(row).to_contain_text(told)
    expect(sam.page.locator("#lists tr[data-item]")).to_have_count(before + 1)
    expect(sam.page).to_have_title(f"({before + 1}) Queue - Stockport Council desk")
    expect(sam.page.locator("#lists")).to_have_attribute("data-rang", "2")


def test_two_advisers_and_a_resident_at_once(web: Web, sam: Colleague, alex: Colleague) -> None:
    waits = asks_for_a_person(web)
    item = waits.item
    sam.takes(item)
    alex.opens(item)
    expect(alex.page.locator("#status")).to_contain_text("Sam is replying")
    expect(alex.page.locator("#reply")).to_be_hidden()
    expect(alex.page.get_by_role("button", name="Ask to take over")).to_be_visible()
    sam.writes("Hello, I am Sam.")
    waits.hears("Hello, I am Sam.")
    waits.browser.sends(text="thank you Sam")
    for screen in (sam, alex):
        expect(screen.page.locator("#entries")).to_contain_text("thank you Sam", timeout=10_000)
    alex.page.get_by_role("button", name="Ask to take over").click()
    expect(sam.page.locator("#entries")).to_contain_text("Alex asks to take this over")
    assert "asks to take" not in str(waits.browser.update())


def test_what_is_said_while_the_line_is_cut_is_there_afterwards(web: Web, sam: Colleague) -> None:
    waits = asks_for_a_person(web)
    sam.takes(waits.item)
    sam.page.get_by_label("Reply to the resident").fill("half a sentence")
    sam.context.set_offline(True)
    for said in ("one", "two", "three"):
        waits.browser.sends(text=f"while you were away {said}")
    sam.page.wait_for_timeout(2500)
    sam.context.set_offline(False)
    rows = sam.page.locator("#entries > li", has_text="while you were away")
    expect(rows).to_have_count(3, timeout=15_000)
    assert [text.split()[-1] for text in rows.locator(".words").all_text_contents()] == [
        "one", "two", "three"
    ]  # fmt: skip
    expect(sam.page.get_by_label("Reply to the resident")).to_have_value("half a sentence")


def test_a_conversation_that_was_taken_over_keeps_the_draft(
    chromium: Browser, web: Web, sam: Colleague
) -> None:
    waits = asks_for_a_person(web)
    sam.takes(waits.item)
    sam.page.get_by_label("Reply to the resident").fill("I was about to say")
    priya = Colleague(chromium, web, "priya", "supervisor")
    priya.opens(waits.item)
    priya.page.get_by_text("Take over", exact=True).first.click()
    priya.page.get_by_label("Why do you take over?").fill("Sam has gone home")
    priya.page.get_by_role("button", name="Take over", exact=True).click()
    expect(priya.page.locator("#status")).to_contain_text("with you")
    expect(sam.page.locator("#status")).to_contain_text("Priya is replying", timeout=10_000)
    sam.page.reload()
    expect(sam.page.locator("#text")).to_have_value("I was about to say")
    priya.leaves()


def test_the_whole_job_by_keyboard(web: Web, sam: Colleague) -> None:
    waits, page = asks_for_a_person(web), sam.page
    page.goto("/desk")
    press_to(page, page.locator(f'tr[data-item="{waits.item}"] a'))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("button", name="Take this conversation"))
    page.keyboard.press("Enter")
    expect(page.locator("#status")).to_contain_text("with you")
    press_to(page, page.get_by_role("button", name="Insert"))
    page.keyboard.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("Control+Enter")
    waits.hears("Hello, I am Sam from Stockport Council")
    press_to(page, page.get_by_text("Note for colleagues", exact=True).first)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A quiet note")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#entries")).to_contain_text("A quiet note")
    page.goto(page.url)
    press_to(page, page.get_by_role("link", name="End and wrap up"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Sorted out"))
    page.keyboard.press("Space")
    press_to(page, page.get_by_role("button", name="End the conversation"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The conversation is over")).to_be_visible()


def test_passing_on_and_returning_by_keyboard(web: Web, sam: Colleague) -> None:
    page, moved, returned = sam.page, asks_for_a_person(web), asks_for_a_person(web)
    sam.takes(moved.item)
    press_to(page, page.get_by_role("link", name="Pass to another team"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_label("Which team?"))
    page.keyboard.type("Housing options")
    press_to(page, page.get_by_label("Why?"))
    page.keyboard.type("They are losing their home")
    press_to(page, page.get_by_role("button", name="Pass it on"))
    page.keyboard.press("Enter")
    expect(page.locator(f'tr[data-item="{moved.item}"]')).to_contain_text("Housing options")
    sam.takes(returned.item)
    press_to(page, page.get_by_role("link", name="Return to the assistant"))
    page.keyboard.press("Enter")
    press_to(page, page.get_by_role("button", name="Return it"))
    page.keyboard.press("Enter")
    returned.hears("our automated assistant now")


def press_to(page: Page, control: object) -> None:
    """Tab until the control has the focus, as somebody without a mouse does; it must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if control.evaluate("(one) => one === document.activeElement"):  # type: ignore[attr-defined]
            outline = control.evaluate(  # type: ignore[attr-defined]
                "(one) => getComputedStyle(one).outlineStyle"
            )
            assert outline != "none"
            return
    raise AssertionError(f"{control} is not reached by the keyboard")


def faults(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found]


def picture(page: Page, name: str) -> None:
    """For docs/: taken when it is not there, so that a test run leaves the repository as it was."""
    path = Path(PICTURES / f"{name}.png")
    if not path.exists():
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=path)


def pictures(page: Page, shots: list[tuple[str, str]]) -> None:
    for name, at in shots:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(at)
        page.wait_for_timeout(300)
        picture(page, f"desk-{name}")
        page.set_viewport_size(NARROW)
        picture(page, f"desk-{name}-mobile")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_desk_has_a_fault(chromium: Browser, web: Web, scheme: str) -> None:
    waits, danger = asks_for_a_person(web), web.browser()
    danger.opens()
    danger.sends(text=DANGER)
    urgent = Waiting(web, danger, str(danger.opens()["conversation"])).item
    more = {"bypass_csp": True, "color_scheme": scheme}
    sam, found = Colleague(chromium, web, "sam", **more), {}
    page, item = sam.page, waits.item
    found["queue"] = faults(page)
    sam.takes(item)
    sam.writes("Hello, I am Sam. I can see the sofa on Heaton Lane.")
    sent = page.locator("#entries").get_by_text("I can see the sofa")
    expect(sent).to_be_visible(timeout=10_000)
    found["item"] = faults(page)
    shots = [("conversation", page.url)]
    asked = "request?kind=fly_tipping"
    for part in ("transfer", "wrap-up", "give-back", "request", asked, "needs", "home"):
        page.goto(f"/desk/items/{item}/{part}")
        found[part] = faults(page)
    shots += [("wrap-up", f"/desk/items/{item}/wrap-up"), ("queue", "/desk")]
    page.goto("/desk/contact")
    found["contact"] = faults(page)
    shots += [("danger", f"/desk/items/{urgent}"), ("contact", "/desk/contact")]
    shots += [("log-a-request", f"/desk/items/{item}/{asked}")]
    page.goto(f"/desk/items/{urgent}")
    found["danger"] = faults(page)
    page.goto("/desk/nothing")
    found["problem"] = faults(page)
    if scheme == "light":
        pictures(page, shots)
    page.set_viewport_size(NARROW)
    page.goto(f"/desk/items/{item}")
    found["narrow"] = faults(page)
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    sam.context.close()
    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert not wide


def test_who_types_and_what_was_seen_shows_on_both_sides(
    chromium: Browser, web: Web, sam: Colleague
) -> None:
    """Check 24: it is there at once, in words, and fades within ten seconds."""
    context = chromium.new_context(base_url=web.address, locale="en-GB")
    page = context.new_page()
    page.goto("/chat")
    web.engine.answers.append(hands_over(reason="requested", team="contact_centre", topic="report"))
    page.get_by_label("Your message").fill("a person please")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#state")).to_contain_text("waiting for a person")
    with web.store.read() as tx:
        item = queue.waiting(tx)[-1].id
    sam.takes(item)
    expect(page.locator("#messages")).to_contain_text("Sam from Stockport Council is with you")
    sam.page.get_by_label("Reply to the resident").press_sequentially("Hello")
    expect(page.locator("#doing")).to_have_text("Sam is writing.")
    expect(page.locator("#doing")).to_have_text("", timeout=12_000)
    sam.writes("Hello there")
    expect(sam.page.locator("#doing")).to_contain_text("has seen your last message")
    page.get_by_label("Your message").press_sequentially("oh hello")
    expect(sam.page.locator("#doing")).to_contain_text("The resident is writing.")
    expect(sam.page.locator("#doing")).not_to_contain_text("is writing", timeout=12_000)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#doing")).to_have_text("Your message has been seen.")
    context.close()
