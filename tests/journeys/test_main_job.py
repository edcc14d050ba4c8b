"""The main job on both desks: mail in, confirmed, judged, answered, threaded, resolved."""

from __future__ import annotations

import re
from email.message import EmailMessage

import pytest
from playwright.sync_api import Page, expect

from tests.installation import Installation, wait_until
from tests.journeys.browser import log_in, open_page
from tests.journeys.post import LINK, reference_of, send_mail, text_of, write_mail
from tests.journeys.sink import Sink

CHLOE, ADA = "chloe@canal-vert.example", "ada@harbourline.example"


@pytest.fixture(scope="module")
def environment(sink: Sink) -> dict[str, str]:
    return {"SMTP_URL": f"smtp://127.0.0.1:{sink.controller.port}"}


def password_of(centre: Installation) -> str:
    lines = (centre.data / "demo-log-ins").read_text().splitlines()
    return lines[0].split()[1]


def wait_mail(sink: Sink, address: str, number: int) -> EmailMessage:
    """Return the mail of this number to an address, once it has come."""
    wait_until(lambda: len(sink.to(address)) >= number, within=20, what=f"mail to {address}")
    return sink.to(address)[number - 1]


def test_a_french_request_with_an_attachment_goes_the_whole_way(
    centre: Installation, sink: Sink
) -> None:
    mail = write_mail(
        sender=f"Chloé <{CHLOE}>",
        to="soutien@content.example.com",
        subject="La page d'accueil reste vide",
        text="Bonjour,\nla page d'accueil reste vide depuis hier soir.\nMerci, Chloé",
    )
    mail.add_attachment("erreur 42", filename="journal.txt")
    send_mail(centre.smtp_port, mail)

    confirmation = wait_mail(sink, CHLOE, 1)
    reference = reference_of(confirmation)
    assert confirmation["In-Reply-To"] == mail["Message-ID"]
    assert confirmation["Auto-Submitted"] == "auto-replied"
    assert "Bonjour" in text_of(confirmation)
    assert reference[:3] in text_of(confirmation)

    with open_page(centre.url) as page:
        log_in(page, "lucie@desk.example", password_of(centre))
        page.goto(f"/desk/tickets/{reference}")
        expect(page.get_by_role("heading", level=1)).to_have_text("La page d'accueil reste vide")
        with page.expect_download() as download:
            page.get_by_role("link", name="journal.txt").click()
        assert download.value.path().read_text().strip() == "erreur 42"
        judge(page, severity="3", level="2")
        expect(page.locator("#promises")).to_contain_text("première réponse en 2 heures")
        write_reply(page, "Bonjour Chloé, nous avons trouvé la cause.")
    answer = wait_mail(sink, CHLOE, 2)
    assert "nous avons trouvé la cause" in text_of(answer)
    assert reference_of(answer) == reference
    assert confirmation["Message-ID"] in answer["References"]

    send_mail(
        centre.smtp_port,
        write_mail(
            sender=CHLOE,
            to=str(answer["Reply-To"]),
            subject=str(answer["Subject"]),
            text="Merci, tout fonctionne.\n\n> Bonjour Chloé, nous avons trouvé la cause.",
            answers=answer,
        ),
    )
    with open_page(centre.url) as page:
        log_in(page, "lucie@desk.example", password_of(centre))
        wait_until(lambda: "tout fonctionne" in read_file(page, reference), within=20, what="reply")
    assert len(sink.to(CHLOE)) == 2  # an answer is not confirmed again


def test_the_customer_follows_the_request_by_the_link_and_answers_there(
    centre: Installation, sink: Sink
) -> None:
    send_mail(
        centre.smtp_port,
        write_mail(
            sender=ADA,
            to="support@messaging.example.com",
            subject="Faxes do not arrive",
            text="Since this morning our faxes do not arrive.",
        ),
    )
    confirmation = wait_mail(sink, ADA, 1)
    reference = reference_of(confirmation)
    link = next(one for one in LINK.findall(text_of(confirmation)) if "/enter/" in one)

    with open_page(centre.url) as page:
        page.goto(centre.url + link[link.index("/messaging/") :])
        expect(page).to_have_url(f"{centre.url}/messaging/requests/{reference}")
        expect(page.get_by_text("Since this morning our faxes do not arrive.")).to_be_visible()
        page.locator(".reply-form textarea").fill("It concerns job 4711.")
        page.locator(".reply-form [data-send]").click()
        expect(page.get_by_text("It concerns job 4711.")).to_be_visible()

    with open_page(centre.url) as page:
        log_in(page, "nora@desk.example", password_of(centre))
        page.goto(f"/desk/tickets/{reference}")
        expect(page.get_by_text("It concerns job 4711.")).to_be_visible()
        judge(page, severity="1", level="1")
        write_reply(page, "It works again.", then="resolve")
        expect(page.locator(".ticket-head .state.is-resolved")).to_be_visible()
    wait_mail(sink, ADA, 2)

    send_mail(
        centre.smtp_port,
        write_mail(
            sender=ADA,
            to="support@messaging.example.com",
            subject=f"Re: Faxes [#{reference}]",
            text="No, it does not.",
        ),
    )
    with open_page(centre.url) as page:
        log_in(page, "nora@desk.example", password_of(centre))
        wait_until(lambda: "No, it does not." in read_file(page, reference), within=20, what="it")
        expect(page.locator(".ticket-head .state.is-open")).to_be_visible()


def test_somebody_else_with_the_reference_learns_nothing(centre: Installation, sink: Sink) -> None:
    send_mail(
        centre.smtp_port,
        write_mail(
            sender="ben@harbourline.example",
            to="support@messaging.example.com",
            subject="Secret matter",
            text="This is between us.",
        ),
    )
    reference = reference_of(wait_mail(sink, "ben@harbourline.example", 1))

    send_mail(
        centre.smtp_port,
        write_mail(
            sender="curious@elsewhere.example",
            to="support@messaging.example.com",
            subject=f"Re: [#{reference}]",
            text="What is this about?",
        ),
    )

    with open_page(centre.url) as page:
        log_in(page, "nora@desk.example", password_of(centre))
        wait_until(
            lambda: page.goto("/desk/quarantine") and "curious@elsewhere.example" in page.content(),
            within=20,
            what="the held letter",
        )
    assert sink.to("curious@elsewhere.example") == []


def test_an_article_found_by_two_marks_goes_out_with_the_answer(
    centre: Installation, sink: Sink
) -> None:
    dora = "dora@harbourline.example"
    mail = write_mail(
        sender=f"Dora <{dora}>",
        to="support@messaging.example.com",
        subject="Error 554",
        text="Every fax comes back with error 554.",
    )
    send_mail(centre.smtp_port, mail)
    reference = reference_of(wait_mail(sink, dora, 1))

    with open_page(centre.url) as page:
        log_in(page, "nora@desk.example", password_of(centre))
        page.goto(f"/desk/tickets/{reference}")
        text = page.locator("#reply-body")
        text.click()
        page.keyboard.type("Hello Dora, ??faxes 554")
        found = page.locator("#reply-body-articles li").first
        expect(found).to_have_text(re.compile("KB-.*error 554"))
        expect(found).to_have_attribute("aria-selected", "true")
        expect(text).to_have_attribute("aria-activedescendant", "reply-body-articles-0")
        page.keyboard.press("Enter")
        expect(text).to_have_value(re.compile(r"^Hello Dora, \*\*Faxes that come back"))
        page.locator("form.is-reply [data-send]").click()
        expect(page.locator(".held")).to_be_visible()
        sent = page.locator("#timeline .is-out").get_by_role("link", name="Article KB-")
        expect(sent).to_be_visible(timeout=30_000)
        sent.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("error 554")
        page.goto(f"/desk/tickets/{reference}?open=articles")
        expect(page.locator("#articles")).to_contain_text("sent by Nora")
    answer = text_of(wait_mail(sink, dora, 2))
    assert "Hello Dora, **Faxes that come back with error 554**" in answer


def judge(page: Page, *, severity: str, level: str) -> None:
    """Set severity and level on the ticket's page."""
    triage = page.locator("#triage")
    triage.locator("[name=severity]").select_option(severity)
    triage.locator("[name=level]").select_option(level)
    triage.locator("button[type=submit]").click()
    expect(page.locator("#triage details:not([open])")).to_be_visible()


def write_reply(page: Page, text: str, *, then: str = "") -> None:
    """Answer the customer from the ticket's page."""
    form = page.locator("form.is-reply")
    form.get_by_role("textbox").fill(text)
    form.locator(f"[name=then][value={then}]" if then else "[data-send]").click()
    expect(page.locator(".held")).to_be_visible()
    expect(page.locator("#timeline .entry").get_by_text(text)).to_be_visible(timeout=30_000)
    page.reload()


def read_file(page: Page, reference: str) -> str:
    """Return the whole page of a ticket."""
    page.goto(f"/desk/tickets/{reference}")
    return page.content()
