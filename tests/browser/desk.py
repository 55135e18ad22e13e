"""Staff at the desk in a browser of their own."""

from collections.abc import Callable

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.advisers import PASSWORD, account
from tests.bot.served import Web

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


class Colleague:
    """Somebody who has signed in with the form. What their pages are refused is a fault."""

    def __init__(
        self, browser: Browser, web: Web, username: str, role: str = "agent", **more: object
    ) -> None:
        account(web.store, username, role)
        given = {"viewport": WIDE, "base_url": web.address, "locale": "en-GB", **more}
        self.context: BrowserContext = browser.new_context(**given)  # type: ignore[arg-type]
        self.context.set_default_timeout(15_000)
        self.faults: list[str] = []
        self.context.on("console", lambda line: self._console(line.text))
        self.context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        self.page: Page = self.context.new_page()
        self.signs_in(username, "Accounts" if role == "admin" else "Queue")

    def _console(self, text: str) -> None:
        if "Content Security Policy" in text or "Refused to" in text:
            self.faults.append(text)

    def signs_in(self, username: str, first: str = "Queue") -> None:
        self.page.goto("/desk")
        self.page.get_by_label("User name").fill(username)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1, name=first)).to_be_visible()

    def opens(self, item: int) -> None:
        self.page.goto(f"/desk/items/{item}")

    def takes(self, item: int) -> None:
        self.opens(item)
        self.page.get_by_role("button", name="Take this conversation").click()
        expect(self.page.locator("#status")).to_contain_text("with you")

    def writes(self, text: str) -> None:
        self.page.get_by_label("Reply to the resident").fill(text)
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.page.get_by_label("Reply to the resident")).to_have_value("")

    def leaves(self) -> None:
        self.context.close()
        assert self.faults == []


Enters = Callable[..., Colleague]
