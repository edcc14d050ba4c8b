"""Reports as files: PDF for people, tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo

from django.utils.translation import gettext

from permanence.faces.ui.reports.sections import Section
from permanence.faces.ui.reports.words import (
    kind_names,
    say_due,
    say_grade,
    say_lateness,
    say_number,
    say_promise,
    say_share,
    verdict_names,
)
from permanence.ground.lib.documents import Block, Column, Heading, Paragraph, Table, write_csv
from permanence.overview.reports.queries import Row
from permanence.overview.reports.rules import Line, sum_up
from permanence.promises.terms.rules import say


def explain_counting() -> str:
    """Return how a report counts, in three sentences."""
    return gettext(
        "A promise counts in the month in which it was due. One that was broken stays broken, also"
        " when it was met later; one that still runs counts neither as kept nor as late. Guarantees"
        " and targets are never added up."
    )


def tables_of(sections: Sequence[Section]) -> list[Block]:
    """Return the tables of a report as blocks of a document."""
    blocks: list[Block] = []
    for section in sections:
        if section.entries:
            rows = [(entry.label, *cells_of(entry.line)) for entry in section.entries]
            table = Table([Column(section.about, share=3), *figure_columns()], rows)
            blocks += [Heading(section.title), table]
    return blocks


def whole_table(lines: Iterable[Line]) -> Table:
    """Return the figures of a whole report, a line for each kind of promise."""
    rows = [cells_of(line) for line in sum_up(lines)]
    return Table(figure_columns(), rows, empty=gettext("No promise was due."))


def figure_columns() -> list[Column]:
    """Return the columns that every table of figures ends with."""
    names = verdict_names()
    return [
        Column(gettext("Kind"), share=1.8),
        Column(names["kept"], "right"),
        Column(names["late"], "right"),
        Column(names["running"], "right"),
        Column(gettext("Share kept"), "right", share=1.3),
    ]


def cells_of(line: Line) -> tuple[str, ...]:
    """Return the figures of a line as words."""
    tally = line.tally
    counts = (say_number(tally.kept), say_number(tally.late), say_number(tally.running))
    return (kind_names()[line.kind], *counts, say_share(tally.share))


def list_table(rows: Iterable[Row], *, language: str, zone: tzinfo, at: datetime) -> Table:
    """Return promises one by one as a table of a document."""
    columns = [
        Column(gettext("Reference"), share=1.5),
        Column(gettext("Customer"), share=1.8),
        Column(gettext("Promise"), share=2.6),
        Column(gettext("Due"), share=1.8),
        Column(gettext("Verdict"), share=1.1),
        Column(gettext("Late by"), "right", share=1.2),
        Column(gettext("Reason"), share=2.6),
    ]
    names, kinds = verdict_names(), kind_names()
    cells = [
        (
            group_reference(row.reference),
            row.customer,
            f"{say_promise(row)} ({kinds[row.kind]})\n{say(row.clause, language, 'en')}",
            say_due(row, zone),
            names[row.verdict],
            say_lateness(row, at=at),
            row.reason,
        )
        for row in rows
    ]
    return Table(columns, cells, empty=gettext("No promise is behind this figure."))


def cut_note(count: int, most: int) -> list[Block]:
    """Return what is said when a file holds no more than its first rows."""
    if count < most:
        return []
    text = gettext("These are the first %(most)s; narrow the report to see the others.")
    return [Paragraph(text % {"most": say_number(most)}, quiet=True)]


def figures_sheet(sections: Sequence[Section]) -> bytes:
    """Return every figure of a report as CSV."""
    names = verdict_names()
    header = [
        gettext("Table"),
        gettext("Line"),
        gettext("Kind"),
        names["kept"],
        names["late"],
        names["running"],
        gettext("Share kept (%)"),
    ]
    kinds = kind_names()
    rows = [
        (
            section.title,
            entry.label,
            kinds[entry.line.kind],
            entry.line.tally.kept,
            entry.line.tally.late,
            entry.line.tally.running,
            "" if entry.line.tally.share is None else entry.line.tally.share / 10,
        )
        for section in sections
        for entry in section.entries
    ]
    return write_csv(header, rows)


def promises_sheet(rows: Iterable[Row], *, language: str, zone: tzinfo, at: datetime) -> bytes:
    """Return promises one by one as CSV; instants are told in the zone, with its offset."""
    names, kinds = verdict_names(), kind_names()
    header = [
        gettext("Reference"),
        gettext("Customer"),
        gettext("Subject"),
        gettext("Severity and level"),
        gettext("Promise"),
        gettext("Kind"),
        gettext("Governing clause"),
        gettext("Source"),
        gettext("Due"),
        gettext("Met"),
        gettext("Verdict"),
        gettext("Late by"),
        gettext("Reason"),
    ]
    return write_csv(
        header,
        (
            (
                f"#{row.reference}",
                row.customer,
                row.subject,
                say_grade(row.severity, row.level),
                say_promise(row),
                kinds[row.kind],
                say(row.clause, language, "en"),
                row.source,
                write_instant(row.due_at, zone) if row.due_at else "",
                write_instant(row.met_at, zone) if row.met_at else "",
                names[row.verdict],
                say_lateness(row, at=at),
                row.reason,
            )
            for row in rows
        ),
    )


def write_instant(instant: datetime, zone: tzinfo) -> str:
    """Return an instant as a spreadsheet sorts it."""
    return instant.astimezone(zone).isoformat(" ", timespec="seconds")


def group_reference(reference: str) -> str:
    """Return a reference in groups of three, which stay on one line."""
    cuts = (reference[:3], reference[3:6], reference[6:9], reference[9:])
    return "\u00a0".join(cut for cut in cuts if cut)
