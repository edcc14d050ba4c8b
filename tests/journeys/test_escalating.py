"""A customer escalates and is told the ruling; a rota is planned and a shift of it swapped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.installation import Installation, wait_until
from tests.journeys.browser import log_in
from tests.journeys.hand import LIMIT, lay_hand, open_browser
from tests.journeys.post import (
    LINK,
    expect_mails,
    mails_to,
    reference_of,
    send_mail,
    text_of,
    write_mail,
)

OLIVE = "olive@larkspur-mill.example"
WORDS = "I am sent in circles."
REASONS = "You were passed on five times."

expect.set_options(timeout=LIMIT)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as one:
        yield one


def open_screen(browser: Browser, centre: Installation, login: str = "") -> Page:
    """Open a screen before which a customer sits, or a member of staff who has logged in."""
    page = lay_hand(browser, centre.url, is_phone=False, take=str).page
    if login:
        log_in(page, f"{login}@desk.example", (centre.data / "demo-log-ins").read_text().split()[1])
    return page


def test_a_customer_escalates_and_is_told_what_the_manager_rules(
    browser: Browser, centre: Installation
) -> None:
    folder = centre.data / "outgoing-mail"
    to = "support@messaging.example.com"
    send_mail(
        centre.smtp_port,
        write_mail(sender=OLIVE, to=to, subject="Faxes wait", text="They wait since noon."),
    )
    received = wait_until(expect_mails(OLIVE, folder, 1), within=30, what="a confirmation")[0]
    link = next(one for one in LINK.findall(text_of(received)) if "/escalate/" in one)

    customer = open_screen(browser, centre)
    customer.goto(link[link.index("/messaging/escalate/") :])
    customer.get_by_label("The help is not suitable").check()
    customer.locator("[name=words]").fill(WORDS)
    customer.get_by_role("button", name="Escalate now").click()
    expect(customer.get_by_text(WORDS).first).to_be_visible()

    nora = open_screen(browser, centre, "nora")
    nora.goto("/desk/climbs?desk=messaging")
    nora.locator("tr", has_text="Faxes wait").get_by_role("link", name="By phone").click()
    expect(nora.get_by_role("heading", name="Phone now:")).to_contain_text("Senior manager")
    nora.locator("#said").fill("Nobody picks up.")
    nora.get_by_role("button", name="No answer").click()
    expect(nora.locator(".spans").get_by_text("Nobody picks up.")).to_be_visible()

    manager = open_screen(browser, centre, "admin")
    manager.goto(f"/desk/tickets/{reference_of(received)}")
    manager.locator("#escalation > summary").click()
    drawer = manager.locator("#escalation")
    drawer.locator("[name=verdict]").select_option("upheld")
    drawer.locator("[name=reasons]").fill(REASONS)
    drawer.locator("[name=place]").select_option(label="IT operations")
    drawer.get_by_role("button", name="Rule and tell the customer").click()

    told = wait_until(
        lambda: [one for one in mails_to(OLIVE, folder) if REASONS in text_of(one)],
        within=30,
        what="the mail with the ruling",
    )
    assert len(told) == 1
    customer.reload()
    expect(customer.get_by_text(REASONS).first).to_be_visible()


def test_a_rota_is_planned_its_gap_is_seen_and_a_shift_is_swapped(
    browser: Browser, centre: Installation
) -> None:
    monday = date.today() + timedelta(days=7 - date.today().weekday())
    sasha = open_screen(browser, centre, "admin")
    sasha.goto("/desk/rotas/new?desk=messaging")
    for name, value in {
        "name": "Nights",
        "slug": "nights",
        "zone": "Europe/Berlin",
        "from_at": f"{monday}T09:00",
        "layer1-name": "First",
        "layer1-members": "Nora\nTheo",
        "layer1-lengths": "1",
        "layer1-first_day": f"{monday}",
        "layer1-hand_off": "09:00",
    }.items():
        sasha.locator(f"[name={name}]").fill(value)
    sasha.get_by_role("button", name="Show what changes").click()
    expect(sasha.get_by_role("status")).to_contain_text("Nora")
    sasha.get_by_role("status").get_by_role("button", name="Keep it").click()
    expect(sasha.get_by_role("heading", level=1)).to_contain_text("Nights")

    sasha.goto("/desk/rotas?desk=messaging")
    sasha.locator("[name=level]").select_option("3")
    sasha.locator("[name=language]").select_option("fr")
    sasha.get_by_role("button", name="Add", exact=True).click()
    gap = sasha.locator("section:has(#gaps-heading) tbody tr").filter(has_text="3").first
    expect(gap).to_be_visible()

    nora = open_screen(browser, centre, "nora")
    nora.goto("/desk/rotas?desk=messaging")
    nora.get_by_role("link", name="Nights").click()
    nora.get_by_role("link", name="Swap a shift").click()
    nora.locator("[name=mine]").select_option(index=1)
    nora.locator("[name=asked]").select_option(label="Theo")
    nora.locator("form:has([name=mine]) .form-acts button").click()
    expect(nora.locator("section:has(#swaps-heading)")).to_contain_text("Nora → Theo")
    theo = open_screen(browser, centre, "theo")
    theo.goto("/desk/rotas?desk=messaging")
    theo.get_by_role("button", name="Agree").click()

    expect(theo.locator("section:has(#covers-heading)")).to_contain_text("Theo")
