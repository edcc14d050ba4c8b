"""Technical contacts read how promises to their organisation were kept; nobody else does."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from permanence.ground.lib.db import house
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.service.tickets.models import Commitment
from permanence.world.accounts.models import Contact
from tests.cast import World
from tests.faces.portal.browsing import follow_link, read
from tests.overview.reports.march import SAM, late_response
from tests.service.timesheets.banking import agree_hours, open_file, spend

PAGE = "/messaging/reports"
FILE = "/messaging/reports/2026-03.pdf"


@pytest.fixture
def march(march: World) -> World:
    """The cast after a month with kept, late and running promises; Ada and Claire are technical."""
    world = march
    with house():
        people = [world.ada.pk, world.claire.pk, world.stranger.pk]
        Contact.objects.filter(pk__in=people).update(is_technical=True)
        explain_lateness(late_response(), "A line was cut.", by=SAM, at=world.at)
    return world


def test_a_technical_contact_reads_the_month_of_the_organisation(march: World) -> None:
    browser = follow_link(march.ada, march.messaging)

    page = read(browser.get(PAGE))

    assert "Service report, March 2026" in page
    assert "Brightwater Insurance" in page
    assert "Reports are late" in page
    assert "A line was cut." in page
    assert "Every promise that was due was kept" not in page
    assert f'href="{FILE}"' in page
    assert re.search(rf'href="{PAGE}" aria-current="page"', page)


def test_the_month_comes_as_pdf_with_each_late_promise_and_its_reason(march: World) -> None:
    answer = follow_link(march.ada, march.messaging).get(FILE)

    reader = PdfReader(io.BytesIO(answer.content))
    said = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)

    assert answer["Content-Type"] == "application/pdf"
    assert "Service report, March 2026" in said
    assert "A line was cut." in said
    assert "Reports are late" in said
    assert "Maison Verdier" not in said


def test_what_the_desk_promised_to_itself_is_not_told(march: World) -> None:
    with house():
        Commitment.objects.update(is_published=False)

    page = read(follow_link(march.ada, march.messaging).get(PAGE))

    assert "No promise was due." in page
    assert "own rule" not in page


def test_another_organisation_reads_only_its_own(march: World) -> None:
    browser = follow_link(march.claire, march.messaging)

    page = read(browser.get(PAGE))

    assert "Maison Verdier" in page
    assert "Brightwater" not in page
    assert "A line was cut." not in page


def test_who_is_not_technical_has_no_reports(march: World) -> None:
    browser = follow_link(march.bea, march.messaging)

    assert browser.get(PAGE).status_code == 404
    assert browser.get(FILE).status_code == 404
    assert PAGE not in read(browser.get("/messaging/requests"))


def test_who_belongs_to_no_organisation_has_no_reports(march: World) -> None:
    browser = follow_link(march.stranger, march.messaging)

    assert browser.get(PAGE).status_code == 404
    assert browser.get(FILE).status_code == 404


def test_nobody_known_is_asked_who_they_are(march: World) -> None:
    assert Client().get(PAGE).status_code == 302
    assert Client().get(FILE).status_code == 302


def test_no_month_to_come_and_no_nonsense_is_there(march: World) -> None:
    browser = follow_link(march.ada, march.messaging)

    for month in ("2026-04", "2026-13", "x", "2026-03'"):
        assert browser.get(f"{PAGE}?month={month}").status_code == 404, month
        assert browser.get(f"{PAGE}/{month}.pdf").status_code == 404, month


def test_an_earlier_month_is_chosen_without_script(march: World) -> None:
    page = read(follow_link(march.ada, march.messaging).get(f"{PAGE}?month=2026-02"))

    assert "Service report, February 2026" in page
    assert '<option value="2026-02" selected>' in page
    assert "No promise was due." in page


def test_the_month_tells_the_hours_that_were_used_and_are_left(march: World) -> None:
    with house():
        agree_hours(march)
    ticket = open_file(march)
    with house():
        spend(march, ticket, 30)
        march.verdier.language = "en"
        march.verdier.save(update_fields=["language"])

    answer = follow_link(march.claire, march.content).get("/content/reports/2026-03.pdf")

    pages = PdfReader(io.BytesIO(answer.content)).pages
    said = " ".join(" ".join(page.extract_text().split()) for page in pages)
    assert "Hours: contract H-1" in said
    assert "Looked at the templates." in said
    assert "30 min" in said
