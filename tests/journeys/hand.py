"""A specialist's hand on a screen: mouse and keys at a desk, a finger on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect, sync_playwright

from tests.journeys.browser import SWITCHES, find_browser

PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "device_scale_factor": 1,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
WIDEST = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
LIMIT = 30_000
DRAWN_THEN_SHIFTED = (
    "new Promise((tell) => requestAnimationFrame(() =>"
    " requestAnimationFrame(() => tell(window.shifted))))"
)
STICKS_OUT = """
(width) => [...document.querySelectorAll("body *")]
  .filter((one) => one.getBoundingClientRect().right > width + 0.5)
  .map((one) => one.tagName.toLowerCase() + "." + one.className)
  .slice(0, 9)
"""
# What moves by itself, without anybody having touched the page, as the browser measures it.
WATCH_SHIFTS = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.shifted += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass
class Hand:
    """One screen with somebody before it, and the next ticket that nobody else works on."""

    page: Page
    is_phone: bool
    take: Callable[[], str]
    faults: list[str] = field(default_factory=list)

    def press(self, what: Locator) -> None:
        """Click or tap what is shown."""
        if self.is_phone:
            what.tap()
        else:
            what.click()

    def go(self, path: str) -> Page:
        """Open a page, and see that it fits the screen."""
        self.page.goto(path)
        self.see_that_it_fits()
        return self.page

    def open_ticket(self) -> str:
        """Open the page of a ticket of one's own and return its reference."""
        reference = self.take()
        self.go(f"/desk/tickets/{reference}")
        return reference

    def open_drawer(self, key: str) -> Locator:
        """Open a drawer beside the ticket and return what is in it."""
        drawer = self.page.locator(f"#{key}")
        self.unfold(drawer.locator("summary").first)
        inside = drawer.locator(".drawer-inside:has(form)")
        expect(inside).to_be_visible()
        self.see_that_it_fits()
        return inside

    def unfold(self, summary: Locator) -> None:
        """Open what is folded, unless it is open already."""
        if not summary.evaluate("one => one.parentElement.open"):
            self.press(summary)

    def choose_place(self, name: str) -> None:
        """Go where the rail leads; a phone folds it behind the menu."""
        if self.is_phone:
            self.press(self.page.locator(".top-menu"))
        with self.page.expect_navigation():
            self.press(self.page.locator("#rail").get_by_role("link", name=name))
        self.see_that_it_fits()

    def search(self, words: str) -> None:
        """Write into the search above every page, and go."""
        self.press(self.page.locator("#search"))
        self.page.locator("#search").fill(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def choose_writing(self, kind: str) -> Locator:
        """Choose reply, call or note in the composer and return its form."""
        self.press(self.page.locator(f"label:has(#write-{kind})"))
        form = self.page.locator(f"form.compose.is-{kind}")
        self.press(form.locator("textarea[name=body]"))
        return form

    def see_that_it_fits(self) -> None:
        """Nothing stands beyond the right edge of the screen."""
        size = self.page.viewport_size
        assert size is not None
        widest = self.page.evaluate(WIDEST)
        sticking = self.page.evaluate(STICKS_OUT, size["width"]) if widest > size["width"] else []
        assert widest <= size["width"], f"{self.page.url} is {widest} wide by {sticking}"

    def see_that_it_stands(self) -> None:
        """Nothing has moved under the reader's eyes since the page came."""
        shifted = self.page.evaluate(DRAWN_THEN_SHIFTED)
        assert shifted < 0.02, f"{self.page.url} moves by {shifted}"

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains about."""
        if message.type == "error":
            self.faults.append(f"{self.page.url}: {message.text}")


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open one browser for many screens."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=SWITCHES)
        yield browser
        browser.close()


def lay_hand(browser: Browser, url: str, *, is_phone: bool, take: Callable[[], str]) -> Hand:
    """Open a screen of its own: a phone's or a desk's."""
    size = PHONE if is_phone else DESK
    page = browser.new_context(base_url=url, locale="en-GB", **size).new_page()
    page.add_init_script(WATCH_SHIFTS)
    page.set_default_timeout(LIMIT)
    hand = Hand(page, is_phone, take)
    page.on("console", hand.hear)
    page.on("pageerror", lambda error: hand.faults.append(f"{page.url}: {error}"))
    return hand
