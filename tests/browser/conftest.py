"""A real Chromium in front of a real web process. Without any browser these tests are skipped."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from integrations.store.session import Store
from tests.bot.served import Web, web_on

SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        system = SYSTEM_CHROMIUM if SYSTEM_CHROMIUM.exists() else None
        try:
            browser = playwright.chromium.launch(executable_path=system, args=SWITCHES)
        except Error:
            pytest.skip(f"no browser: neither {SYSTEM_CHROMIUM} nor Playwright's own Chromium")
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'doorstep.db'}")
    store.migrate()
    with web_on(store) as running:
        yield running
    store.close()


@pytest.fixture
def context(chromium: Browser, web: Web) -> Iterator[BrowserContext]:
    """One resident's browser. What it asks of anyone else, or what it is refused, is a fault."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, base_url=web.address, locale="en-GB"
    )
    context.set_default_timeout(10_000)
    faults: list[str] = []
    context.on("console", lambda line: faults.append(line.text) if is_fault(line.text) else None)
    context.on("weberror", lambda fault: faults.append(str(fault.error)))
    context.on("request", lambda one: faults.append(one.url) if is_others(one.url, web) else None)
    yield context
    context.close()
    assert faults == []


def is_fault(line: str) -> bool:
    return "Content Security Policy" in line or "Refused to" in line


def is_others(url: str, web: Web) -> bool:
    return not url.startswith((web.address, "blob:", "data:", "about:"))


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
