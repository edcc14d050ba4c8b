"""Longer words than English has fit on a phone as well."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.faces.ui.gallery import BROWSER, WIDTHS, open_gallery

SCREENS = ["home", "policy", "request-new", "request", "requests", "take", "tickets", "ticket"]


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with open_gallery() as address:
        yield address


@pytest.fixture(scope="module")
def phone() -> Iterator[Page]:
    across, down = WIDTHS["phone"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)  # type: ignore[arg-type]
        yield browser.new_page(viewport={"width": across, "height": down}, reduced_motion="reduce")
        browser.close()


@pytest.mark.parametrize("language", ["fr", "de", "it", "es"])
def test_no_language_is_wider_than_a_phone(gallery: str, phone: Page, language: str) -> None:
    wide = []
    for name in SCREENS:
        phone.goto(f"{gallery}/{name}?language={language}")
        if phone.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)

    assert wide == []
