"""The reports of a desk as files: figures, promises one by one, a customer's month."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from permanence.faces.desk import access
from permanence.faces.desk.access import StaffRequest, staff_page
from permanence.faces.desk.presenting.reports import Asked, say_narrowed
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.desk.views.files import answer_file
from permanence.faces.desk.views.reports import read_asked, read_figures, read_verdict
from permanence.faces.ui.reports.papers import (
    cut_note,
    explain_counting,
    figures_sheet,
    list_table,
    promises_sheet,
    tables_of,
    whole_table,
)
from permanence.faces.ui.reports.service import write_service_report
from permanence.faces.ui.reports.words import say_state_of, verdict_names
from permanence.ground.lib.documents import Document, Paragraph, write_pdf
from permanence.overview.reports.queries import read_promises
from permanence.world.accounts.models import Organisation
from permanence.world.accounts.rules import Right

PDF, CSV = "application/pdf", "text/csv"
MOST_IN_SHEET = 20_000
MOST_IN_PDF = 1_000


@require_safe
@staff_page(Right.READ_REPORTS)
def report_file(request: StaffRequest, form: str) -> HttpResponse:
    """Download the figures of a report."""
    check_form(form)
    asked = read_asked(request)
    figures, sections = read_figures(asked)
    if form == "csv":
        return answer_file(figures_sheet(sections), name=file_name(asked, "csv"), kind=CSV)
    document = Document(
        title=_("Promises kept"),
        subtitle=say_narrowed(asked),
        language=reader_language(),
        desk=asked.desk.name,
        accent=asked.desk.accent,
        blocks=[
            Paragraph(say_state_of(request.reader.at, request.reader.zone), quiet=True),
            whole_table(figures.whole),
            Paragraph(explain_counting(), quiet=True),
            *tables_of(sections),
        ],
    )
    return answer_file(write_pdf(document), name=file_name(asked, "pdf"), kind=PDF)


@require_safe
@staff_page(Right.READ_REPORTS)
def report_promises_file(request: StaffRequest, form: str) -> HttpResponse:
    """Download the promises behind a figure."""
    check_form(form)
    asked, verdict = read_asked(request), read_verdict(request)
    most = MOST_IN_SHEET if form == "csv" else MOST_IN_PDF
    rows = list(read_promises(asked.question, verdict, zone=asked.zone, most=most))
    access.note_read(request, f"report:{asked.desk.key}:{asked.question.month}")
    reader, language = request.reader, reader_language()
    name = file_name(asked, form, kind="promises")
    if form == "csv":
        sheet = promises_sheet(rows, language=language, zone=reader.zone, at=reader.at)
        return answer_file(sheet, name=name, kind=CSV)
    said = verdict_names().get(verdict, "")
    document = Document(
        title=_("Promises one by one"),
        subtitle=" · ".join(filter(None, (say_narrowed(asked), said))),
        language=language,
        desk=asked.desk.name,
        accent=asked.desk.accent,
        wide=True,
        blocks=[
            Paragraph(say_state_of(reader.at, reader.zone), quiet=True),
            list_table(rows, language=language, zone=reader.zone, at=reader.at),
            *cut_note(len(rows), most),
        ],
    )
    return answer_file(write_pdf(document), name=name, kind=PDF)


@require_safe
@staff_page(Right.READ_REPORTS)
def report_service(request: StaffRequest) -> HttpResponse:
    """Download the service report of a customer's month, in the customer's language."""
    asked = read_asked(request)
    if asked.question.organisation is None:
        raise Http404
    organisation = Organisation.objects.get(pk=asked.question.organisation)
    access.note_read(request, f"report:{asked.desk.key}:{asked.question.month}")
    report = write_service_report(
        organisation,
        desk=asked.desk,
        month=asked.question.month,
        home=asked.zone,
        at=request.reader.at,
    )
    name = file_name(asked, "pdf", kind=f"service-{organisation.pk}")
    return answer_file(report, name=name, kind=PDF)


def check_form(form: str) -> None:
    """Let only the files through that there are."""
    if form not in {"csv", "pdf"}:
        raise Http404


def file_name(asked: Asked, form: str, *, kind: str = "report") -> str:
    """Return the name under which a report is saved."""
    return f"{kind}-{asked.desk.key}-{asked.question.month}.{form}"
