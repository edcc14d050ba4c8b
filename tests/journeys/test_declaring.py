"""One declares from a ticket in two clicks, another lets a request join: both see it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation, wait_until
from tests.journeys.post import expect_mails, send_mail, write_mail

LIST = "/desk/tickets?desk=messaging"

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def centre(centre: Installation) -> Installation:
    folder = centre.data / "outgoing-mail"
    for number in (1, 2):
        sender = f"caller{number}@field.example"
        mail = write_mail(
            sender=sender,
            to="support@messaging.example.com",
            subject=f"Nothing arrives at line {number}",
            text="It has been so since nine.",
        )
        send_mail(centre.smtp_port, mail)
        wait_until(expect_mails(sender, folder, 1), within=30, what="confirmation")
    return centre


def test_a_request_joins_what_was_declared_from_another_in_two_clicks(
    pages: tuple[Page, Page],
) -> None:
    nora, mira = pages
    mira.goto(LIST)
    nora.goto(LIST)
    nora.locator(".row .row-link").first.click()

    nora.get_by_role("link", name="Incident", exact=True).click()
    nora.locator("button[value=declare]").first.click()
    nora.wait_for_url(re.compile(r"/desk/incidents/\d+$"))
    name = f"I-{nora.url.rpartition('/')[2]}"
    mira.mouse.move(5, 5)  # what is under the pointer waits
    expect(mira.locator(".row-incident")).to_have_text(name)

    mira.goto(LIST)
    mira.locator("[data-pick]").last.check()
    mira.get_by_role("button", name="Join an incident").click()
    mira.locator("[name=incident]").select_option(nora.url.rpartition("/")[2])
    mira.get_by_role("button", name="Look at what will happen").click()
    expect(mira.locator(".bulk-summary")).to_contain_text(f"Incident: – → {name}")
    mira.locator("button[value=begin]").click()
    expect(mira.locator(".bulk-progress")).to_contain_text("1 of 1")

    nora.mouse.move(5, 5)
    expect(nora.locator(".room-events")).to_contain_text("Mira let 1 request join")
    for page in pages:
        page.goto(f"{LIST}&view=incidents")
        expect(page.locator(".row-incident")).to_have_text([name, name])
