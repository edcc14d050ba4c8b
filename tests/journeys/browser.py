"""A headless browser for journeys."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def find_browser() -> str:
    """Return where the browser is."""
    told = os.environ.get("PERMANENCE_BROWSER") or shutil.which("chromium")
    assert told, "no browser: `make test` installs one"
    return told


@contextmanager
def open_page(url: str, *, language: str = "en-GB") -> Iterator[Page]:
    """Open a browser of its own on an installation."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=SWITCHES)
        context = browser.new_context(base_url=url, locale=language)
        page = context.new_page()
        page.set_default_timeout(30_000)
        yield page
        browser.close()


def log_in(page: Page, email: str, password: str) -> None:
    """Log a member of staff in."""
    page.goto("/desk/login")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(password)
    page.locator("[name=password]").press("Enter")
    page.wait_for_url("**/desk/tickets*")
