"""The tables of a report: the same lines for the page, the PDF and the spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from permanence.faces.ui.promises import promise_names
from permanence.faces.ui.reports.words import say_month
from permanence.overview.reports.queries import Figures
from permanence.overview.reports.rules import KINDS, PROMISES, Line, Month, months_until


@dataclass(frozen=True)
class Entry:
    """A line of a table with its name, and what the list behind its figures is narrowed by."""

    label: str
    line: Line
    narrowed: dict[str, str] | None


@dataclass(frozen=True)
class Section:
    """One table: its title, what its lines are, and the lines."""

    key: str
    title: str
    about: str
    entries: Sequence[Entry]


def list_sections(figures: Figures, months: Sequence[tuple[Month, Line]]) -> list[Section]:
    """Return the tables of a report; one whose lines would all be nameless is left out."""
    sections = [
        section_of_promises(figures.promises),
        Section(
            "severities",
            gettext("By severity"),
            gettext("Severity"),
            list_grades(figures.severities, "severity", gettext("Severity %(number)s")),
        ),
        Section(
            "levels",
            gettext("By level"),
            gettext("Level"),
            list_grades(figures.levels, "level", gettext("Level %(number)s")),
        ),
        section_of_customers(figures.customers, figures.names),
    ]
    told = [
        section
        for section in sections
        if any(entry.line.key is not None for entry in section.entries)
    ]
    return [*told, section_of_months(months)]


def section_of_promises(lines: Sequence[Line]) -> Section:
    """Return the table of the promises, in the order in which a request meets them."""
    names = promise_names()
    order = {promise: place for place, promise in enumerate(PROMISES)}
    entries = [
        Entry(names.get(str(line.key), str(line.key)), line, {"promise": str(line.key)})
        for line in sort_lines(lines, by=lambda line: (order.get(str(line.key), 99),))
    ]
    return Section("promises", gettext("By promise"), gettext("Promise"), entries)


def list_grades(lines: Sequence[Line], axis: str, name: str) -> list[Entry]:
    """Return the lines of severities or levels, those of requests without one last."""
    return [
        Entry(name % {"number": line.key}, line, {axis: str(line.key)})
        if line.key is not None
        else Entry(gettext("Not judged yet"), line, None)
        for line in sort_lines(lines, by=lambda line: (line.key is None, line.key or 0))
    ]


def section_of_customers(lines: Sequence[Line], names: dict[int, str]) -> Section:
    """Return the table of the customers in the order of their names, those of none last."""
    order = {number: place for place, number in enumerate(names)}
    entries = [
        Entry(names.get(int(line.key), str(line.key)), line, {"customer": str(line.key)})
        if line.key is not None
        else Entry(gettext("Without organisation"), line, None)
        for line in sort_lines(
            lines,
            by=lambda line: (line.key is None, order.get(int(line.key or 0), len(order)), line.key),
        )
    ]
    return Section("customers", gettext("By customer"), gettext("Customer"), entries)


def section_of_months(months: Sequence[tuple[Month, Line]]) -> Section:
    """Return the table of the months, the latest first."""
    ordered = sorted(months, key=lambda pair: KINDS.index(pair[1].kind))
    ordered.sort(key=lambda pair: pair[0], reverse=True)
    entries = [Entry(say_month(month), line, {"month": str(month)}) for month, line in ordered]
    return Section("months", gettext("By month"), gettext("Month"), entries)


def sort_lines(lines: Iterable[Line], *, by: Callable[[Line], tuple[object, ...]]) -> list[Line]:
    """Return lines in an order, guarantees of each thing first."""
    return sorted(lines, key=lambda line: (*by(line), KINDS.index(line.kind)))


def months_offered(now: Month, chosen: Month) -> list[tuple[str, str]]:
    """Return the months of the last year to choose from, with the one chosen."""
    months = {*months_until(now, 13), chosen}
    return [(str(month), say_month(month)) for month in sorted(months, reverse=True)]
