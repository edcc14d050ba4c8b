"""A browser that may be told: the form it is offered, and the script that shows a message."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect, sync_playwright

from permanence.faces.ui.bundle import read_bundle
from tests.faces.ui.gallery import BROWSER, open_gallery

TOLD = {"title": "The customer wrote", "body": "1234 5678 97", "url": "/desk/notices", "tag": "1"}
START = """
async (address) => {
    await navigator.serviceWorker.register(address);
    const worker = await new Promise((done) => {
        const look = async () => {
            const found = await navigator.serviceWorker.getRegistration(address);
            if (found?.active) done(found); else setTimeout(look, 20);
        };
        look();
    });
    return worker.scope;
}
"""
SHOWN = """
async (scope) => {
    const worker = await navigator.serviceWorker.getRegistration(scope);
    const shown = await worker.getNotifications();
    return shown.map((one) => [one.title, one.body, one.tag, one.data.url]);
}
"""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    with open_gallery() as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)  # type: ignore[arg-type]
        yield browser.new_context()
        browser.close()


def test_a_browser_that_does_not_agree_is_said_so(gallery: str, chromium: BrowserContext) -> None:
    page = chromium.new_page()
    page.goto(f"{gallery}/notice-channels")

    expect(page.locator("[data-push-cannot]")).to_be_hidden()
    page.locator("form[data-push] button").click()

    expect(page.locator("[data-push-fault]")).to_be_focused()
    page.close()


def test_the_script_shows_what_came(gallery: str, chromium: BrowserContext) -> None:
    chromium.grant_permissions(["notifications"], origin=gallery)
    page = chromium.new_page()
    line = chromium.new_cdp_session(page)
    known: list[Any] = []
    line.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"])
    )
    line.send("ServiceWorker.enable")
    page.goto(f"{gallery}/notice-channels")
    scope = page.evaluate(START, f"/static/dist/{read_bundle()['worker.js']}")

    number = next(one["registrationId"] for one in known if one["scopeURL"] == scope)
    told = {"origin": gallery, "registrationId": number, "data": json.dumps(TOLD)}
    line.send("ServiceWorker.deliverPushMessage", told)

    expect_shown(page, scope)
    page.close()


def expect_shown(page: Any, scope: str) -> None:
    """Wait until the message stands there as it was sent."""
    for _ in range(100):
        shown = page.evaluate(SHOWN, scope)
        if shown:
            break
        page.wait_for_timeout(50)
    assert shown == [[TOLD["title"], TOLD["body"], TOLD["tag"], TOLD["url"]]]
