"""The report of a desk: figures, the list behind each, reasons, and files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from permanence.faces.desk.views import reports as views
from permanence.ground.journal.models import Access, Act
from permanence.ground.lib.db import house
from permanence.overview.reports.actions import count_month
from permanence.overview.reports.queries import zone_of_desk
from permanence.service.tickets.models import Commitment
from permanence.world.accounts.models import Organisation
from tests.cast import World, post
from tests.overview.reports.march import MARCH, late_response

REPORT = "/desk/reports?desk=messaging&month=2026-03"
LIST = "/desk/reports/promises?desk=messaging&month=2026-03"


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def read_pdf(response: Any) -> str:
    pages = PdfReader(io.BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def links_to(page: str, path: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'href="([^"]+)"', page) if path in link]


def late_number() -> int:
    with house():
        return late_response().pk


def test_the_report_of_this_month_is_a_place_of_the_desk(march: World) -> None:
    client = march.log_in(march.sam)

    page = read(client, "/desk/reports?desk=messaging")

    assert "Promises kept" in page
    assert "March 2026" in page
    assert re.search(r'href="/desk/reports\?desk=messaging"[^>]*aria-current', page)
    for words in ("Guarantee", "By promise", "By severity", "By customer", "By month"):
        assert words in page
    assert "Brightwater Insurance" in page
    assert "Maison Verdier" not in page


def test_behind_every_figure_is_its_list(march: World) -> None:
    client = march.log_in(march.sam)
    page = read(client, REPORT)

    figures = re.findall(r'<a href="([^"]*reports/promises[^"]*)">(\d+)</a>', page)

    assert len(figures) > 10
    for link, count in figures:
        listed = read(client, unescape(link))
        assert listed.count('<tr class="row">') == int(count), link


def test_a_list_tells_clause_due_and_lateness(march: World) -> None:
    page = read(march.log_in(march.sam), f"{LIST}&promise=response&verdict=late")

    assert page.count('<tr class="row">') == 1
    assert "Brightwater Insurance" in page
    assert "23 h" in page
    assert "Say why" in page
    with house():
        assert late_response().clause_text["en"] in unescape(page)


def test_a_report_narrows_by_its_form_without_script(march: World) -> None:
    client = march.log_in(march.sam)
    page = read(client, f"{REPORT}&customer={march.brightwater.pk}&severity=1&promise=response")

    assert "Brightwater Insurance · Severity 1 · First answer" in page
    assert 'name="name" type="search" maxlength="100" value="Brightwater Insurance"' in page
    assert "Without organisation" not in page


def test_a_customer_is_found_by_name_or_a_part_of_it(march: World) -> None:
    client = march.log_in(march.sam)
    with house():
        Organisation.objects.create(name="Brightwell")

    one = read(client, f"{REPORT}&name=brightwater")
    several = read(client, f"{REPORT}&name=Bright")
    none = read(client, f"{REPORT}&name=Nowhere")

    assert "March 2026 · Brightwater Insurance" in one
    assert "Several customers have this in their name" in several
    meant = f"/desk/reports?month=2026-03&customer={march.brightwater.pk}&desk=messaging"
    assert meant in links_to(several, "/desk/reports?month")
    assert 'value="Bright"' in several
    assert "No customer has this name" in none
    assert "March 2026</p>" in none


def test_all_customers_stand_on_pages_of_their_own(
    march: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "CUSTOMERS_SHOWN", 1)
    monkeypatch.setattr(views, "CUSTOMERS_ON_PAGE", 1)
    client = march.log_in(march.sam)
    with house():
        row = Commitment.objects.filter(
            desk_id=march.messaging.pk, organisation_id=march.brightwater.pk, replaced_at=None
        ).latest("pk")
        Commitment.objects.filter(pk=row.pk).update(organisation_id=march.verdier.pk)

    (more,) = links_to(read(client, REPORT), "/reports/customers")
    first = read(client, more)
    (following,) = [link for link in links_to(first, "/reports/customers") if "after=" in link]
    last = read(client, following)

    assert "Brightwater Insurance" in first
    assert "Maison Verdier" not in first
    assert "Maison Verdier" in last
    assert "Brightwater Insurance" not in last


def test_figures_that_were_kept_say_when_they_were_counted(march: World) -> None:
    client = march.log_in(march.sam)
    before = read(client, REPORT)
    with house():
        _policy, zone = zone_of_desk("messaging", at=march.at)
        for month in (MARCH, MARCH.plus(-3)):
            count_month(march.messaging.pk, month, zone=zone, at=march.at)
        Commitment.objects.filter(desk_id=march.messaging.pk).update(replaced_at=march.at)

    kept = read(client, REPORT)

    assert "Counted on" not in before
    assert "this month is counted anew every ten minutes" in kept
    assert figures_of(kept) == figures_of(before)
    december = read(client, "/desk/reports?desk=messaging&month=2025-12")
    assert "this month is counted anew once a day" in december


def figures_of(page: str) -> list[str]:
    return re.findall(r'<td class="number[^>]*>.*?</td>', page)


def test_a_month_without_promises_says_so(march: World) -> None:
    page = read(march.log_in(march.sam), "/desk/reports?desk=messaging&month=2026-01")

    assert "No promise was due" in page


@pytest.mark.parametrize(
    "asked",
    ["month=2026-13", "customer=x", "customer=999999", "promise=love", "severity=²", "kind=all"],
)
def test_what_is_not_there_is_not_found(march: World, asked: str) -> None:
    client = march.log_in(march.sam)

    assert client.get(f"/desk/reports?desk=messaging&{asked}").status_code == 404
    assert client.get(f"/desk/reports/promises?desk=messaging&{asked}").status_code == 404


def test_files_are_only_those_that_there_are(march: World) -> None:
    client = march.log_in(march.sam)

    assert client.get("/desk/reports/figures.exe?desk=messaging").status_code == 404
    assert client.get("/desk/reports/promises.exe?desk=messaging").status_code == 404
    assert client.get(f"{LIST}&verdict=lost").status_code == 404


def test_another_desk_is_not_there(march: World) -> None:
    client = march.log_in(march.noor)

    for path in ("", "/promises", "/figures.csv", "/promises.pdf", "/service.pdf"):
        address = f"/desk/reports{path}?desk=messaging&customer={march.brightwater.pk}"
        assert client.get(address).status_code == 404, path
    assert client.get(f"/desk/reports/promises/{late_number()}/reason").status_code == 404


def test_the_reason_is_written_where_the_late_promise_stands(march: World) -> None:
    client = march.log_in(march.sam)
    late = read(client, f"{LIST}&verdict=late&promise=response")
    (address,) = links_to(late, "/reason")

    form = read(client, address)
    answer = post(client, address, {"reason": "A <b>line</b> was cut."})

    assert "Why was it late?" in form
    assert answer.status_code == 302
    assert answer["Location"].startswith("/desk/reports/promises?")
    told = read(client, answer["Location"])
    assert "A &lt;b&gt;line&lt;/b&gt; was cut." in told
    with house():
        commitment = late_response()
        assert (commitment.late_reason, commitment.late_reason_by) == (
            "A <b>line</b> was cut.",
            "Sam Okoro",
        )
        act = Act.objects.get(act="commitment.explained")
        assert act.subject == f"ticket:{commitment.ticket_id}"


def test_an_empty_reason_is_asked_for_again(march: World) -> None:
    client = march.log_in(march.sam)
    address = f"/desk/reports/promises/{late_number()}/reason"

    assert post(client, address, {"reason": "  "}).status_code == 422
    assert post(client, address, {"reason": "x" * 2001}).status_code == 422


def test_a_reason_leads_back_to_our_pages_only(march: World) -> None:
    client = march.log_in(march.sam)
    address = f"/desk/reports/promises/{late_number()}/reason?back=https://elsewhere.example/desk/"

    assert post(client, address, {"reason": "A line was cut."})["Location"].startswith(
        "/desk/reports?desk=messaging"
    )


def test_what_was_kept_has_nothing_to_explain(march: World) -> None:
    with house():
        kept = Commitment.objects.filter(missed_at=None, replaced_at=None, met_at__isnull=False)
        number = kept.values_list("pk", flat=True)[0]

    client = march.log_in(march.sam)

    assert client.get(f"/desk/reports/promises/{number}/reason").status_code == 404


def test_an_auditor_reads_reports_and_explains_nothing(march: World) -> None:
    client = march.log_in(march.ivo)

    page = read(client, f"{LIST}&verdict=late")

    assert '<tr class="row">' in page
    assert links_to(page, "/reason") == []
    assert client.get(f"/desk/reports/promises/{late_number()}/reason").status_code == 403


def test_the_figures_come_as_a_sheet(march: World) -> None:
    answer = march.log_in(march.sam).get(REPORT.replace("reports?", "reports/figures.csv?"))

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Disposition"] == 'attachment; filename="report-messaging-2026-03.csv"'
    assert rows[0][:4] == ["Table", "Line", "Kind", "Kept"]
    responses = [row for row in rows if row[:2] == ["By promise", "First answer"]]
    assert sum(int(row[3]) for row in responses) == 1
    assert sum(int(row[4]) for row in responses) == 1


def test_the_promises_come_as_a_sheet_that_computes_nothing(march: World) -> None:
    with house():
        commitment = late_response()
        commitment.ticket.subject = "=HYPERLINK(1)"
        commitment.ticket.save(update_fields=["subject"])
    client = march.log_in(march.sam)

    answer = client.get(LIST.replace("promises?", "promises.csv?") + "&verdict=late")

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert "'=HYPERLINK(1)" in {row[2] for row in rows}
    assert f"#{commitment.ticket.reference}" in {row[0] for row in rows}


def test_report_and_list_come_as_pdf(march: World) -> None:
    client = march.log_in(march.sam)

    report = read_pdf(client.get(REPORT.replace("reports?", "reports/figures.pdf?")))
    listed = read_pdf(client.get(LIST.replace("promises?", "promises.pdf?") + "&verdict=late"))

    assert "Promises kept" in report
    assert "First answer" in report
    assert "By month" in report
    assert "Promises one by one" in listed
    assert "Brightwater Insurance" in listed


def test_the_service_report_speaks_the_customers_language(march: World) -> None:
    with house():
        march.brightwater.language = "fr"
        march.brightwater.save(update_fields=["language"])
    client = march.log_in(march.sam)
    address = (
        f"/desk/reports/service.pdf?desk=messaging&month=2026-03&customer={march.brightwater.pk}"
    )

    answer = client.get(address)

    reader = PdfReader(io.BytesIO(answer.content))
    said = read_pdf(answer)
    assert str(reader.root_object["/Lang"]) == "fr"
    assert "mars 2026" in said
    assert "Reports are late" in said
    assert client.get("/desk/reports/service.pdf?desk=messaging").status_code == 404


def test_who_looked_at_which_report_is_known(march: World) -> None:
    client = march.log_in(march.sam)

    read(client, LIST)

    with house():
        assert Access.objects.filter(subject="report:messaging:2026-03").exists()
