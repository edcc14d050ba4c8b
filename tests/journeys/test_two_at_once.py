"""Two specialists on one ticket: each sees the other come, write and go, without a reload."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation
from tests.journeys.post import send_mail, write_mail

TICKET = "table.list .row .row-link"
WHO = "#here .here-who"

expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def second_login() -> str:
    return "admin"


@pytest.fixture(scope="module")
def centre(centre: Installation) -> Installation:
    send_mail(
        centre.smtp_port,
        write_mail(
            sender="ada@harbourline.example",
            to="support@messaging.example.com",
            subject="Nothing goes out",
            text="Since noon no fax leaves us.",
        ),
    )
    return centre


def test_each_sees_the_other_come_write_and_go(pages: tuple[Page, Page]) -> None:
    nora, sasha = pages
    nora.goto("/desk/tickets?desk=messaging&view=next")
    nora.locator(TICKET).first.click()
    expect(nora.locator("[data-watch]")).to_be_visible()
    expect(nora.locator(WHO)).to_have_count(0)

    sasha.goto(nora.url)
    expect(sasha.locator(WHO)).to_contain_text("is looking at this too")
    expect(nora.locator(WHO)).to_contain_text("is looking at this too")

    sasha.locator("label:has(#write-note)").click()
    sasha.locator(".compose.is-note textarea").fill("I am on it.")
    expect(nora.locator(WHO)).to_contain_text("is writing a note")

    sasha.goto("/desk/account")
    expect(nora.locator(WHO)).to_have_count(0)


def test_a_mention_rings_the_bell_of_who_is_meant_and_no_other(pages: tuple[Page, Page]) -> None:
    nora, sasha = pages
    nora.goto("/desk/tickets?desk=messaging&view=next")
    sasha.goto("/desk/tickets?desk=messaging&view=next")
    sasha.locator(TICKET).first.click()
    expect(sasha.locator("[data-watch]")).to_be_visible()
    rang = sasha.locator("#bell").inner_text()

    sasha.keyboard.press("n")
    sasha.keyboard.type("Can you look, @no")
    expect(sasha.locator(".mentions").get_by_text("Nora")).to_be_visible()
    sasha.keyboard.press("Enter")
    expect(sasha.locator(".compose.is-note textarea")).to_have_value(re.compile("@Nora "))
    sasha.keyboard.press("Control+Enter")

    expect(nora.locator("#bell")).to_have_text("1")
    expect(sasha.locator("#bell")).to_have_text(rang)
    nora.locator("#bell").click()
    expect(nora.locator(".notices .c-what")).to_contain_text("Sasha mentioned you in a note")
    nora.locator(".notices .row-link").click()
    expect(nora.locator("#bell")).to_have_text("")
    expect(nora.locator("[data-watch]")).to_have_text("You watch this")


def test_keys_take_watch_and_are_switched_off_for_good(pages: tuple[Page, Page]) -> None:
    _, sasha = pages
    sasha.goto("/desk/tickets?desk=messaging&view=next")
    sasha.locator(TICKET).first.click()
    expect(sasha.locator("[data-watch]")).to_have_text("Watch")
    sasha.keyboard.press("w")
    expect(sasha.locator("[data-watch]")).to_have_text("You watch this")
    sasha.keyboard.press("a")
    expect(sasha.locator("[name=act][value=take]")).to_have_count(0)

    sasha.goto("/desk/account")
    sasha.get_by_label("Single keys act").uncheck()
    sasha.get_by_role("button", name="Save").first.click()
    sasha.goto("/desk/tickets?desk=messaging&view=next")
    sasha.keyboard.press("j")
    expect(sasha.locator(".row.is-here")).to_have_count(0)
