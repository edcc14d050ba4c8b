"""The report of a desk as its pages show it: filters, figures with links, promises one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import reader_language, say_words
from permanence.faces.ui.moments import say_zone
from permanence.faces.ui.promises import promise_names
from permanence.faces.ui.reports.sections import Entry, months_offered
from permanence.faces.ui.reports.showing import Link
from permanence.faces.ui.reports.words import (
    kind_names,
    say_grade,
    say_lateness,
    say_moment_in,
    say_month,
    say_number,
    say_promise,
    verdict_names,
)
from permanence.overview.reports.queries import Counts, Figures, Row
from permanence.overview.reports.rules import Question, month_of
from permanence.promises.policies.rules import Policy
from permanence.world.accounts.models import Desk, Organisation
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A report as its address asks for it: the question, and the words of the address.

    `typed` is the name of a customer, or a part of it, and `meant` whom that may be.
    """

    desk: Desk
    policy: Policy
    zone: tzinfo
    question: Question
    query: dict[str, str]
    customer: str = ""
    typed: str = ""
    meant: Sequence[Organisation] = ()

    def url(self, name: str = "desk:reports", *args: str, **changed: str) -> str:
        """Return the address of a page or file about the same, narrowed further."""
        query = {key: value for key, value in (self.query | changed).items() if value}
        return f"{reverse(name, args=args)}?{urlencode(query)}"


def describe_form(asked: Asked, reader: Reader) -> Shown:
    """Return the form that narrows a report: its fields, and whom a name typed may mean."""
    is_open = bool(asked.typed) and len(asked.meant) != 1
    return {
        "desk_key": asked.desk.key,
        "filters": show_filters(asked, reader),
        "name": asked.typed if is_open else asked.customer,
        "name_error": say_unclear(asked) if is_open else "",
        "matches": [
            {"name": one.name, "url": asked.url(customer=str(one.pk))} for one in asked.meant
        ]
        if is_open
        else [],
    }


def say_unclear(asked: Asked) -> str:
    """Return why the name that was typed narrows nothing."""
    if asked.meant:
        return _("Several customers have this in their name: choose one below.")
    return _("No customer has this name.")


def say_counted(asked: Asked, counts: Counts, reader: Reader) -> str:
    """Return when kept figures were counted and how often they are; nothing for those of now."""
    month = asked.question.month
    if month not in counts:
        return ""
    at = counts[month].counted_at
    told = {"when": say_moment_in(at, reader.zone), "zone": say_zone(reader.zone, at)}
    if month >= month_of(reader.at, asked.zone).plus(-1):
        return (
            _("Counted on %(when)s (%(zone)s); this month is counted anew every ten minutes.")
            % told
        )
    return _("Counted on %(when)s (%(zone)s); this month is counted anew once a day.") % told


def show_more_customers(asked: Asked, figures: Figures) -> Shown:
    """Return where all customers are, when the table does not name every one of them."""
    if figures.many <= len(figures.names):
        return {}
    told = {"shown": say_number(len(figures.names)), "all": say_number(figures.many)}
    return {
        "more": {
            "url": asked.url("desk:report-customers"),
            "label": _("All %(all)s customers") % told,
            "text": _("These are the %(shown)s customers with the most promises late.") % told,
        }
    }


def show_filters(asked: Asked, reader: Reader) -> list[Shown]:
    """Return the fields by which a report is narrowed, each with what may be chosen."""
    question, policy = asked.question, asked.policy
    any_ = ("", _("All"))
    fields: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("month", _("Month"), months_offered(month_of(reader.at, asked.zone), question.month)),
        (
            "severity",
            _("Severity"),
            [any_, *((str(one.number), str(one.number)) for one in policy.severities)],
        ),
        (
            "level",
            _("Level"),
            [any_, *((str(one.number), str(one.number)) for one in policy.levels)],
        ),
        ("promise", _("Promise"), [any_, *promise_names().items()]),
    ]
    return [
        {
            "name": name,
            "label": label,
            "choices": [
                {"value": value, "label": said, "chosen": value == asked.query.get(name, "")}
                for value, said in choices
            ],
        }
        for name, label, choices in fields
        if len(choices) > 1
    ]


def link_list(asked: Asked) -> Link:
    """Return what gives the address of the promises behind a figure; empty where none can ask."""
    here, query = reverse("desk:report-promises"), {**asked.query, "verdict": ""}

    def link(entry: Entry) -> str:
        if entry.narrowed is None:
            return ""
        changed = query | entry.narrowed | {"kind": entry.line.kind}
        told = [f"{key}={quote_plus(value)}" for key, value in changed.items() if value]
        return f"{here}?{'&'.join(told)}"

    return link


def say_narrowed(asked: Asked) -> str:
    """Return what a report is about, in words."""
    question = asked.question
    parts = [
        say_month(question.month),
        asked.customer,
        say_grade(question.severity, question.level),
        promise_names().get(question.promise, ""),
        kind_names().get(question.kind, ""),
    ]
    return " · ".join(filter(None, parts))


def show_promise_row(row: Row, reader: Reader, desk: Desk, *, here: str) -> Shown:
    """Return one promise as the list shows it; `here` is where the reader comes back to."""
    return show_promise_rows([row], reader, desk, here=here)[0]


def show_promise_rows(rows: Sequence[Row], reader: Reader, desk: Desk, *, here: str) -> list[Shown]:
    """Return promises as the list shows them."""
    kinds, verdicts = kind_names(), verdict_names()
    back = urlencode({"back": here})
    explains = reader.may(Right.ANSWER, desk.pk)
    language = reader_language()
    shown = []
    for row in rows:
        due = show_instant(row.due_at, reader, name="due") if row.due_at else {"due": ""}
        met = show_instant(row.met_at, reader, name="met") if row.met_at else {"met": ""}
        may_explain = explains and row.verdict == "late"
        shown.append(
            {
                "number": row.number,
                "url": reverse("desk:ticket", args=[row.reference]),
                "reference": row.reference,
                "subject": row.subject,
                "customer": row.customer,
                "promise": say_promise(row),
                "kind": kinds[row.kind],
                "clause": say_words(row.clause),
                "clause_language": language,
                "verdict": row.verdict,
                "verdict_label": verdicts[row.verdict],
                "late_by": say_lateness(row, at=reader.at),
                "reason": row.reason,
                "reason_by": row.reason_by,
                "explain_url": f"{reverse('desk:report-reason', args=[row.number])}?{back}"
                if may_explain
                else "",
                **due,
                **met,
            }
        )
    return shown
