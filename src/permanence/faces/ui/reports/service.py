"""The service report: a customer's month with a desk, in the customer's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from permanence.faces.ui.hours.papers import hours_block
from permanence.faces.ui.moments import say_span, say_zone
from permanence.faces.ui.reports.papers import (
    cells_of,
    cut_note,
    explain_counting,
    figure_columns,
    group_reference,
    tables_of,
)
from permanence.faces.ui.reports.sections import section_of_months, section_of_promises
from permanence.faces.ui.reports.words import (
    kind_names,
    pause_names,
    say_due,
    say_lateness,
    say_moment_in,
    say_month,
    say_number,
    say_promise,
    say_state_of,
)
from permanence.ground.lib.documents import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Table,
    write_pdf,
)
from permanence.overview.reports.queries import (
    Pause,
    Row,
    Service,
    count_served,
    list_pauses,
    read_promises,
    read_service,
)
from permanence.overview.reports.queries.service import MOST_PAUSES
from permanence.overview.reports.rules import Month, Question
from permanence.promises.terms.rules import say
from permanence.world.accounts.models import Desk, Organisation

MOST_LATE = 500


@dataclass(frozen=True)
class Readers:
    """For whom a service report is written: the language, and the zones of desk and customer."""

    language: str
    home: tzinfo
    zone: tzinfo
    at: datetime


def write_service_report(
    organisation: Organisation,
    *,
    desk: Desk,
    month: Month,
    home: tzinfo,
    at: datetime,
) -> bytes:
    """Return a customer's month with a desk as PDF, in the customer's language.

    `home` is the zone in which the desk counts its months.
    """
    readers = Readers(organisation.language, home, ZoneInfo(organisation.zone), at)
    with translation.override(readers.language):
        document = Document(
            title=gettext("Service report, %(month)s") % {"month": say_month(month)},
            language=readers.language,
            subtitle=organisation.name,
            desk=desk.name,
            accent=desk.accent,
            blocks=list_blocks(organisation, desk, month, readers=readers),
        )
        return write_pdf(document)


def list_blocks(
    organisation: Organisation,
    desk: Desk,
    month: Month,
    *,
    readers: Readers,
) -> list[Block]:
    """Return the parts of a service report, in the language in force."""
    until = min(month.plus(1).begins(readers.home), readers.at)
    question = Question(desk.pk, month, organisation=organisation.pk, told=True)
    service = read_service(organisation.pk, desk=desk.pk, month=month, zone=readers.home)
    served, trend = count_served(question, zone=readers.home)
    promises, months = section_of_promises(served), section_of_months(trend)
    rows = [(entry.label, *cells_of(entry.line)) for entry in promises.entries]
    late = list(read_promises(question, "late", zone=readers.home, most=MOST_LATE))
    pauses = list_pauses(organisation.pk, desk=desk.pk, month=month, zone=readers.home)
    return [
        Paragraph(say_state_of(readers.at, readers.zone), quiet=True),
        Heading(gettext("Requests")),
        facts_of_requests(service, organisation, month, readers=readers),
        Heading(gettext("Promises")),
        Table(
            [Column(promises.about, share=3), *figure_columns()],
            rows,
            empty=gettext("No promise was due."),
        ),
        Paragraph(explain_counting(), quiet=True),
        Heading(gettext("Promises that were not kept")),
        late_table(late, readers=readers),
        *cut_note(len(late), MOST_LATE),
        Heading(gettext("Time in which the clocks could stand still")),
        pause_table(pauses, month, readers=readers),
        *cut_note(len(pauses), MOST_PAUSES),
        *hours_block(organisation, desk, since=month.begins(readers.home), until=until),
        *tables_of([months]),
    ]


def facts_of_requests(
    service: Service, organisation: Organisation, month: Month, *, readers: Readers
) -> Facts:
    """Return how many requests came and went."""
    zone = say_zone(readers.home, month.begins(readers.home))
    return Facts(
        [
            (gettext("Customer"), organisation.name),
            (gettext("Month"), f"{say_month(month)} ({zone})"),
            (gettext("Requests opened"), say_number(service.opened)),
            (gettext("Requests resolved"), say_number(service.resolved)),
            (gettext("Open at the end of the month"), say_number(service.open)),
        ]
    )


def late_table(rows: Sequence[Row], *, readers: Readers) -> Table:
    """Return the promises that were broken, each with the reason."""
    kinds = kind_names()
    cells = [
        (
            f"{group_reference(row.reference)}\n{row.subject}",
            f"{say_promise(row)} ({kinds[row.kind]})\n{say(row.clause, readers.language, 'en')}",
            say_due(row, readers.zone),
            say_lateness(row, at=readers.at),
            row.reason or gettext("No reason has been given yet."),
        )
        for row in rows
    ]
    columns = [
        Column(gettext("Request"), share=2.6),
        Column(gettext("Promise"), share=2.4),
        Column(gettext("Due"), share=1.5),
        Column(gettext("Late by"), "right", share=1.2),
        Column(gettext("Reason"), share=2.8),
    ]
    return Table(columns, cells, empty=gettext("Every promise that was due was kept."))


def pause_table(pauses: Sequence[Pause], month: Month, *, readers: Readers) -> Table:
    """Return the spans in which requests waited for others, and how long within the month."""
    begins, ends = month.begins(readers.home), month.plus(1).begins(readers.home)
    names = pause_names()
    cells = []
    for pause in pauses:
        stop = min(pause.to_at or readers.at, ends)
        until = (
            say_moment_in(pause.to_at, readers.zone) if pause.to_at else gettext("still waiting")
        )
        cells.append(
            (
                f"{group_reference(pause.reference)}\n{pause.subject}",
                "\n".join(filter(None, (names[pause.state], pause.reason))),
                say_moment_in(pause.from_at, readers.zone),
                until,
                say_span(max(stop - max(pause.from_at, begins), stop - stop)),
            )
        )
    columns = [
        Column(gettext("Request"), share=2.6),
        Column(gettext("Reason"), share=2.6),
        Column(gettext("From"), share=1.5),
        Column(gettext("Until"), share=1.5),
        Column(gettext("In this month"), "right", share=1.3),
    ]
    return Table(columns, cells, empty=gettext("No request waited for anybody else."))
