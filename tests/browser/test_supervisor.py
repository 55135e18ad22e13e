"""The pages of those who run the desk: no fault that a program can find, the keyboard is enough,
and their pictures for docs/."""

import time

import pytest
from playwright.sync_api import Browser, Page, expect

from integrations.store import lessons as stored
from integrations.store import queue
from tests.bot.desk.golden import Log
from tests.bot.served import Web
from tests.browser.desk import Colleague
from tests.browser.test_desk import faults, picture
from tests.road import Road

PAGES = {"opening": "/desk/opening", "wall": "/desk/wall", "reports": "/desk/reports",
         "lessons": "/desk/lessons"}  # fmt: skip
TIPPED = (
    ("heard", {"intent": "report_fly_tipping"}),
    ("task", {"name": "report_form", "step": "begun"}),
    ("task", {"name": "report_form", "step": "done"}),
)
TAKEN = {"status": "closed", "adviser": "sam", "wrap_up": "resolved", "claimed_at": 8,
         "answered_at": 12, "closed_at": 400}  # fmt: skip


@pytest.fixture(scope="module")
def busy(web: Web) -> Web:
    """A morning with something on every page."""
    began = time.time() - 86400
    log = Log(web.store)
    log.holds(24, began=began, steps=TIPPED, area="Heaton Moor")
    log.holds(9, began=began, steps=TIPPED[:2])
    log.holds(12, began=began, channel="sms", wait=TAKEN, fragments=2)
    road = Road(web.store, clock=web.road.parts.clock, now=web.road.parts.now)
    for number, (priority, team) in enumerate(
        (("normal", "contact_centre"), ("urgent", "early_help"), ("high", "waste"))
    ):
        resident = road.resident()
        moment = road.parts.moment()
        given = {"reason": "requested", "team": team, "topic": "report", "priority": priority}
        with web.store.begin() as tx:
            item = queue.enter(tx, resident.conversation, queue.Handover(**given), moment)
            item.waiting_since = moment.now - 100 * (number + 1)
            for kind, text in (
                ("missed", "the wheelie thing"),
                ("danger", "it smells odd in here"),
            ):
                new = stored.NewLesson(kind=kind, seq=2, why="asked", text=text,
                                       guesses=("order_bin",))  # fmt: skip
                stored.add(tx, resident.conversation, new, moment)
    return web


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault(chromium: Browser, busy: Web, scheme: str) -> None:
    more = {"bypass_csp": True, "color_scheme": scheme}
    priya = Colleague(chromium, busy, "priya", "supervisor", **more)
    found = {}
    for name, address in PAGES.items():
        priya.page.goto(address)
        expect(priya.page.get_by_role("heading", level=1)).to_be_visible()
        found[name] = faults(priya.page)
        if scheme == "light":
            picture(priya.page, f"desk-{name}")
    priya.leaves()
    assert found == {name: [] for name in PAGES}


def test_the_accounts_have_no_fault_and_are_kept_with_the_keyboard_alone(
    chromium: Browser, busy: Web
) -> None:
    ade = Colleague(chromium, busy, "ade", "admin", bypass_csp=True)
    page = ade.page
    assert faults(page) == []
    page.get_by_label("User name").focus()
    page.keyboard.type("nadia")
    page.keyboard.press("Tab")
    page.keyboard.type("Nadia")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Account of Nadia")).to_be_visible()
    expect(page.locator(".told")).to_contain_text("The password of nadia is")
    assert faults(page) == []
    page.get_by_role("button", name="Close the account").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told")).to_contain_text("The account is closed")
    assert faults(page) == []
    ade.leaves()


def test_nothing_of_these_pages_is_refused_by_their_own_rules(chromium: Browser, busy: Web) -> None:
    priya = Colleague(chromium, busy, "priya", "supervisor")
    for address in PAGES.values():
        priya.page.goto(address)
    priya.leaves()


def test_a_switch_is_thrown_with_the_keyboard_alone(chromium: Browser, busy: Web) -> None:
    priya = Colleague(chromium, busy, "priya", "supervisor")
    page = priya.page
    page.goto("/desk/opening")
    reaches(page, "Switch off: Text messages")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The bill.")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("switched off")
    page.goto("/desk/wall")
    expect(page.locator("#wall")).to_contain_text("The bill.")
    priya.leaves()


def reaches(page: Page, name: str) -> None:
    """Presses Tab until something is in focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"{name} cannot be reached")
