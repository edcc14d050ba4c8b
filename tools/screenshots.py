"""Take the pictures of README: the desk at work, and what the customer sees of it."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.installation import Installation, wait_until  # noqa: E402
from tests.journeys.browser import log_in, open_page  # noqa: E402
from tests.journeys.post import (  # noqa: E402
    LINK,
    mails_to,
    reference_of,
    send_mail,
    text_of,
    write_mail,
)

PICTURES = ROOT / "docs" / "pictures"
SUPPORT, HILFE = "support@messaging.example.com", "hilfe@messaging.example.com"
REQUESTS = (
    (
        "Ada",
        "ada@harbourline.example",
        SUPPORT,
        "Booking confirmations do not reach our faxes",
        "Since 06:40 this morning no booking confirmation has reached the fax numbers of our"
        " partners. The portal shows them as submitted.\n\nUser ID: HLF-204\nJob number: 88-1204",
    ),
    (
        "Jonas",
        "jonas@kesselwerk-nord.example",
        HILFE,
        "Versandberichte von gestern fehlen",
        "Guten Tag,\nim Portal fehlen alle Versandberichte von gestern. Bitte um Prüfung.",
    ),
    (
        "Ben",
        "ben@harbourline.example",
        SUPPORT,
        "Please add two users to our account",
        "Could you add two users for the night shift? Their names are in the attached form.",
    ),
    (
        "Ada",
        "ada@harbourline.example",
        SUPPORT,
        "Where do I find the history of one transaction?",
        "I would like to see what became of transaction 41-7730.",
    ),
    (
        "Jonas",
        "jonas@kesselwerk-nord.example",
        HILFE,
        "Anmeldung am Portal schlägt fehl",
        "Seit dem Wochenende kann sich niemand mehr am Portal anmelden.",
    ),
)


def take_pictures() -> None:
    """Start an installation, let customers write and specialists work, and take the pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    centre = Installation()
    try:
        centre.start("--demo")
        references = [send_request(centre, *request) for request in REQUESTS]
        password = (centre.data / "demo-log-ins").read_text().split()[1]
        with open_page(centre.url) as page:
            page.set_viewport_size({"width": 1440, "height": 900})
            log_in(page, "nora@desk.example", password)
            work(page, references)
            page.goto(f"/desk/tickets/{references[0]}")
            page.screenshot(path=PICTURES / "desk.png")
            page.goto("/desk/tickets")
            page.screenshot(path=PICTURES / "list.png")
        with open_page(centre.url) as page:
            page.set_viewport_size({"width": 1440, "height": 1000})
            page.goto("/messaging/?lang=en")
            page.screenshot(path=PICTURES / "portal.png")
            show_request(centre, page)
    finally:
        centre.remove()


def send_request(
    centre: Installation, name: str, sender: str, to: str, subject: str, text: str
) -> str:
    """Send one request and return the reference that its confirmation carries."""
    before = len(mails_to(sender, centre.data / "outgoing-mail"))
    mail = write_mail(sender=f"{name} <{sender}>", to=to, subject=subject, text=text)
    send_mail(centre.smtp_port, mail)
    confirmed = wait_until(
        lambda: mails_to(sender, centre.data / "outgoing-mail")[before:], within=20, what=subject
    )
    return reference_of(confirmed[0])


def work(page: Page, references: list[str]) -> None:
    """Judge most of the requests and answer one."""
    for reference, severity in zip(references[:4], "2344", strict=True):
        page.goto(f"/desk/tickets/{reference}")
        page.locator("#triage [name=severity]").select_option(severity)
        page.locator("#triage [name=team]").select_option(index=1)
        page.locator("#triage [name=assignee]").select_option(index=1)
        page.locator("#triage button[type=submit]").click()
        page.wait_for_load_state()
    page.goto(f"/desk/tickets/{references[0]}")
    form = page.locator("form.is-reply")
    form.get_by_role("textbox").fill(
        "Good morning Ada,\n\nwe see your confirmations waiting at one of our fax gateways and are"
        " moving them to another. I will write again within the hour."
    )
    form.locator("[data-send]").click()
    page.locator("#timeline .is-out").first.wait_for(timeout=40_000)  # it waits ten seconds


def show_request(centre: Installation, page: Page) -> None:
    """Follow the customer's link and take a picture of the request."""
    confirmation = mails_to("ada@harbourline.example", centre.data / "outgoing-mail")[0]
    link = next(one for one in LINK.findall(text_of(confirmation)) if "/enter/" in one)
    page.goto(centre.url + link[link.index("/messaging/") :])
    page.screenshot(path=PICTURES / "request.png")


if __name__ == "__main__":
    take_pictures()
