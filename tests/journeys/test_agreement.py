"""Custom work from a mail to an agreed date: proposed, approved, offered, accepted (SPEC B5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from playwright.sync_api import Page, expect

from permanence.runtime.cluster import Cluster
from tests.installation import Installation, wait_until
from tests.journeys.browser import log_in, open_page
from tests.journeys.post import LINK, reference_of, send_mail, text_of, write_mail
from tests.journeys.sink import Sink

CHLOE = "chloe@canal-vert.example"
DELIVERY = (datetime.now(UTC) + timedelta(days=40)).date()


@pytest.fixture(scope="module")
def environment(sink: Sink) -> dict[str, str]:
    return {"SMTP_URL": f"smtp://127.0.0.1:{sink.controller.port}"}


def test_a_date_is_agreed_by_both_sides_and_is_then_the_promise(
    centre: Installation, sink: Sink
) -> None:
    send_mail(
        centre.smtp_port,
        write_mail(
            sender=CHLOE,
            to="soutien@content.example.com",
            subject="Synchroniser nos profils",
            text="Bonjour, pouvez-vous synchroniser nos profils avec notre annuaire ?",
        ),
    )
    wait_until(lambda: sink.to(CHLOE), within=30, what="the confirmation")
    reference = reference_of(sink.to(CHLOE)[0])
    password = (centre.data / "demo-log-ins").read_text().split()[1]

    with open_page(centre.url) as page:
        log_in(page, "ines@desk.example", password)
        propose(page, reference)
    with open_page(centre.url) as page:
        log_in(page, "margot@desk.example", password)
        page.goto(f"/desk/tickets/{reference}/agreement")
        page.locator("[name=act][value=approve]").click()
        expect(page.locator("[name=act][value=approve]")).to_have_count(0)

    wait_until(lambda: len(sink.to(CHLOE)) >= 2, within=30, what="the offer")
    offer = sink.to(CHLOE)[1]
    assert reference_of(offer) == reference
    assert "Un connecteur vers votre annuaire." in text_of(offer)
    paper = next(offer.iter_attachments())
    assert paper.get_content_type() == "application/pdf"
    assert paper.get_payload(decode=True)[:5] == b"%PDF-"  # type: ignore[index]
    link = next(one for one in LINK.findall(text_of(offer)) if "/agree/" in one)

    with open_page(centre.url) as page:
        page.goto(centre.url + link[link.index("/agree/") :])
        expect(page.get_by_text("Un connecteur vers votre annuaire.")).to_be_visible()
        page.locator("#accept-name").fill("Chloé")
        page.locator("[name=act][value=accept]").click()
        expect(page.locator("#accept-name")).to_have_count(0)
        expect(page.get_by_text("Chloé")).to_be_visible()

    wait_until(lambda: len(sink.to(CHLOE)) >= 3, within=30, what="the copy of what was agreed")
    with psycopg.connect(Cluster(centre.data / "database").url()) as connection:
        promised = connection.execute(
            "select due_at at time zone 'America/Toronto', clause_source"
            " from tickets_commitment where promise = 'resolution' and replaced_at is null"
        ).fetchall()
    assert [(due.date(), f"{due:%H:%M}") for due, _ in promised] == [(DELIVERY, "17:00")]
    assert promised[0][1].startswith("agreement:")


def propose(page: Page, reference: str) -> None:
    """Judge that it needs programming, and propose how and until when."""
    page.goto(f"/desk/tickets/{reference}")
    page.locator("#triage [name=level]").select_option("3")
    page.locator("#triage form:has([name=level]) button[type=submit]").click()
    expect(page.locator("#triage details:not([open])")).to_be_visible()
    page.locator("#agreement a").click()
    page.locator("[name=solution]").fill("Un connecteur vers votre annuaire.")
    page.locator("[name=title_1]").fill("Conception")
    page.locator("[name=day_1]").fill((DELIVERY - timedelta(days=20)).isoformat())
    page.locator("[name=title_2]").fill("Recette")
    page.locator("[name=day_2]").fill((DELIVERY - timedelta(days=3)).isoformat())
    page.locator("[name=delivery_day]").fill(DELIVERY.isoformat())
    page.locator("[name=delivery_time]").fill("17:00")
    page.locator("form:has([name=solution]) .form-acts button").click()
    expect(page.locator("[name=act][value=take_back]")).to_be_visible()
