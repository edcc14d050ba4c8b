"""The pages of a running installation shut nobody out, in light and dark (WCAG 2.2 AA)."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.installation import Installation, wait_until
from tests.journeys.browser import log_in, open_page
from tests.journeys.post import LINK, mails_to, reference_of, send_mail, text_of, write_mail

CHLOE = "chloe@canal-vert.example"
DESK = (
    "/desk/contracts?desk=content",
    "/desk/contracts/1",
    "/desk/contracts/1/edit",
    "/desk/contracts/1/document",
    "/desk/contracts/new?desk=content",
    "/desk/calendars?desk=content",
    "/desk/calendars/eastern-local?desk=content&month=2026-12",
    "/desk/simulator?desk=content&level=2&severity=3&at=2026-12-24T16:40",
    "/desk/hours?desk=content",
    "/desk/reports?desk=content",
    "/desk/agreements?desk=content",
    "/desk/policies/new?desk=content",
)
PORTAL = ("/content/", "/content/policy", "/content/hours", "/content/reports")


def test_no_page_of_a_running_centre_shuts_anybody_out(centre: Installation) -> None:
    mail = write_mail(
        sender=CHLOE,
        to="soutien@content.example.com",
        subject="La page d'accueil reste vide",
        text="La page d'accueil reste vide depuis hier.",
    )
    send_mail(centre.smtp_port, mail)
    folder = centre.data / "outgoing-mail"
    (confirmation,) = wait_until(
        lambda: mails_to(CHLOE, folder), within=30, what="the confirmation"
    )
    ticket = f"/desk/tickets/{reference_of(confirmation)}"
    link = next(one for one in LINK.findall(text_of(confirmation)) if "/enter/" in one)
    password = (centre.data / "demo-log-ins").read_text().split()[1]

    with open_page(centre.url) as page:
        log_in(page, "admin@desk.example", password)
        wrong = [
            *visit(page, (*DESK, ticket), scheme="light"),
            *visit(page, (ticket,), scheme="dark"),
        ]
    with open_page(centre.url) as page:
        page.goto(link)
        wrong += visit(page, PORTAL, scheme="dark")

    assert wrong == []


def visit(page: Page, addresses: tuple[str, ...], *, scheme: str) -> list[str]:
    """Return what is wrong on the pages, each with its address and rule."""
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, address
        found += [f"{address}: {rule['id']}" for rule in Axe().run(page).response["violations"]]
    return found
