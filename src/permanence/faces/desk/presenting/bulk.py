"""The page of an act on many tickets: what would happen, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader, StaffRequest
from permanence.faces.desk.presenting.bulk_words import (
    incidents_wished,
    known_incidents,
    outcome_names,
    say_change,
    say_promise,
    say_reason,
    say_wish,
)
from permanence.faces.desk.presenting.moments import show_instant
from permanence.faces.desk.presenting.words import language_name, language_within
from permanence.ground.lib.documents.sheets import write_csv
from permanence.overview.bulk.models import Bulk, BulkRow
from permanence.overview.bulk.queries import (
    Counted,
    Progress,
    may_be_put_back,
    progress_of,
    reason_of_row,
    reasons_of,
    rows_of,
    samples_of,
    sum_up,
)
from permanence.service.incidents.queries import open_incidents
from permanence.world.accounts.rules import Right

Shown = dict[str, Any]
MOST_ROWS = 50


def stage_of(bulk: Bulk) -> str:
    """Return how far an act has come: choosing, looking, ready, running, stopped or ended."""
    if bulk.begun_at is None:
        if bulk.asked_at is None:
            return "choosing"
        return "ready" if bulk.looked_at else "looking"
    if bulk.ended_at is None:
        return "running"
    return "stopped" if bulk.stopped_at else "ended"


def show_bulk(bulk: Bulk, reader: Reader, *, show: str, after: int | None) -> Shown:
    """Return the living part of the page."""
    stage, progress = stage_of(bulk), progress_of(bulk)
    address = reverse("desk:bulk", args=[bulk.pk])
    known = known_incidents(incidents_wished([bulk]))
    part: Shown = {
        "stage": stage,
        "title": say_tickets_chosen(bulk.count),
        "wish": say_wish(bulk, known=known),
        "progress": show_progress(progress, stage),
        "topic": f"bulk:{bulk.pk} ticket:" if stage == "running" else f"bulk:{bulk.pk}",
        "refresh_url": address,
        "owner": bulk.owner.name,
        **show_instant(bulk.begun_at or bulk.chosen_at, reader),
    }
    if stage in {"ready", "looking"}:
        part["summary"] = show_summary(bulk)
    if stage in {"running", "stopped", "ended"}:
        part["reasons"] = show_reasons(reasons_of(bulk))
    if stage != "choosing":
        part |= show_page(bulk, stage, address, show=show, after=after)
    is_own = bulk.owner_id == reader.specialist.pk
    may_judge = reader.may(Right.TRIAGE, bulk.desk_id)
    part |= {
        "may_begin": stage == "ready" and is_own and part["summary"]["changed"] > 0,
        "may_ask": bulk.begun_at is None and is_own,
        "may_stop": stage == "running" and (is_own or may_judge),
        "may_put_back": may_judge and may_be_put_back(bulk),
        "seen": bulk.asked_at.isoformat() if bulk.asked_at else "",
        "file_url": reverse("desk:bulk-file", args=[bulk.pk]) if bulk.begun_at else "",
    }
    return part


def incidents_to_join(request: StaffRequest, desk: int) -> dict[int, str]:
    """Return the incidents that tickets of a desk may join, for who works on incidents there."""
    if not request.reader.may(Right.WORK_ON_INCIDENTS, desk):
        return {}
    return {one.pk: f"{one.name} · {one.title}" for one in open_incidents(desk).real()}


def say_tickets_chosen(count: int) -> str:
    """Return how many tickets an act is about."""
    told = {"count": number_format(count, force_grouping=True)}
    return ngettext("Change %(count)s ticket", "Change %(count)s tickets", count) % told


def show_progress(progress: Progress, stage: str) -> Shown:
    """Return the bar with its figures."""
    reached = progress.looked if stage in {"looking", "ready"} else progress.settled
    names = outcome_names()
    figures = {name: getattr(progress, name) for name in ("done", "skipped", "failed", "left")}
    told = {
        "reached": number_format(reached, force_grouping=True),
        "count": number_format(progress.count, force_grouping=True),
    }
    return {
        "reached": reached,
        "count": progress.count,
        "text": _("%(reached)s of %(count)s") % told,
        "figures": [
            {"key": key, "label": names[key], "count": number_format(one, force_grouping=True)}
            for key, one in figures.items()
            if one
        ],
    }


def show_summary(bulk: Bulk) -> Shown:
    """Return what would happen to all tickets together."""
    found = sum_up(bulk)
    known = known_incidents(incidents_in([line for line, _count in found.changes]))
    told = [(say_change(*line, known=known), count) for line, count in found.changes]
    changes = [(text, count) for text, count in told if text]
    if found.notes:
        changes.append((_("An internal note is kept."), found.notes))
    said = {"changed": number_format(found.changed, force_grouping=True)}
    return {
        "changed": found.changed,
        "sentence": ngettext(
            "%(changed)s ticket will be changed.",
            "%(changed)s tickets will be changed.",
            found.changed,
        )
        % said,
        "changes": write_counts(changes),
        "mails": write_counts([(language_name(line[0]), count) for line, count in found.mails]),
        "promises": write_counts([(say_promise(*line), count) for line, count in found.promises]),
        "reasons": show_reasons(found.reasons),
        "samples": [
            {"language": language, "name": language_within(language), "text": text}
            for language, text in samples_of(bulk)
        ],
    }


def show_reasons(reasons: Counted) -> list[Shown]:
    """Return why tickets are left out, with how many."""
    return write_counts([(say_reason(code, text, {}), count) for (code, text), count in reasons])


def write_counts(lines: list[tuple[str, int]]) -> list[Shown]:
    """Return lines with their counts in the reader's figures."""
    return [
        {"text": text, "count": number_format(count, force_grouping=True)} for text, count in lines
    ]


def show_page(bulk: Bulk, stage: str, address: str, *, show: str, after: int | None) -> Shown:
    """Return a page of the tickets, each with what would happen or did, and the way on."""
    rows = list(rows_of(bulk, show=show, after=after)[: MOST_ROWS + 1])
    asked = f"?show={show}" if show else "?"
    begun = bulk.begun_at is not None
    filters = outcome_names() if begun else {"out": _("Left out")}
    return {
        "rows": show_outcomes(rows[:MOST_ROWS]),
        "filters": [
            {"label": label, "url": f"{address}?show={key}" if key else address,
             "current": key == show}
            for key, label in {"": _("All"), **filters}.items()
        ],
        "pager": {
            "previous_url": "" if after is None else address + asked,
            "next_url": f"{address}{asked}&after={rows[MOST_ROWS - 1].place}"
            if len(rows) > MOST_ROWS
            else "",
        },
    }  # fmt: skip


def show_outcomes(rows: list[BulkRow]) -> list[Shown]:
    """Return tickets with what would happen to them, or what did."""
    changes = [line for row in rows for line in (row.outlook or {}).get("changes", ())]
    known = known_incidents(incidents_in(changes))
    return [show_row(row, known) for row in rows]


def incidents_in(changes: Iterable[Sequence[Any]]) -> set[int]:
    """Return the incidents that changes tell of."""
    told = (one for field, *both in changes if field == "incident" for one in both)
    return {int(one) for one in told if one}


def show_row(row: BulkRow, known: Collection[int] = ()) -> Shown:
    """Return one ticket with what would happen to it, or what did."""
    reason = reason_of_row(row)
    ticket = row.ticket
    customer = ticket.customer_name
    return {
        "id": row.pk,
        "url": reverse("desk:ticket", args=[ticket.reference]),
        "reference": ticket.reference,
        "subject": ticket.subject,
        "customer": customer,
        "outcome": row.outcome,
        "outcome_label": outcome_names().get(row.outcome, ""),
        "reason": say_reason(reason.code, reason.text, reason.facts) if reason else "",
        "lines": [] if reason else lines_of(row.outlook or {}, known),
    }


def lines_of(outlook: Shown, known: Collection[int]) -> list[str]:
    """Return what would happen to one ticket, a line each."""
    told = (say_change(*line, known=known) for line in outlook.get("changes", ()))
    lines = [one for one in told if one]
    if outlook.get("note"):
        lines.append(_("An internal note is kept."))
    lines += [_("Mail to %(to)s") % {"to": mail[0]} for mail in outlook.get("mails", ())]
    return [*lines, *(say_promise(*line) for line in outlook.get("promises", ()))]


def write_outcomes(bulk: Bulk) -> bytes:
    """Return every ticket of an act with what became of it, as CSV."""
    head = [_("Reference"), _("Subject"), _("Customer"), _("Outcome"), _("Reason")]
    names = outcome_names()
    shown = (show_row(row) for row in rows_of(bulk).iterator())
    return write_csv(
        head,
        (
            [
                row["reference"],
                row["subject"],
                row["customer"],
                names.get(row["outcome"], _("Waiting")),
                row["reason"],
            ]
            for row in shown
        ),
    )


def show_bulks(bulks: list[Bulk], reader: Reader) -> list[Shown]:
    """Return the acts of a desk as a list shows them."""
    known = known_incidents(incidents_wished(bulks))
    stages = {"running": _("Running"), "stopped": _("Stopped"), "ended": _("Finished")}
    return [
        {
            "id": bulk.pk,
            "url": reverse("desk:bulk", args=[bulk.pk]),
            "title": say_tickets_chosen(bulk.count),
            "wish": say_wish(bulk, known=known),
            "owner": bulk.owner.name,
            "stage": stages[stage_of(bulk)],
            **show_instant(bulk.begun_at or bulk.chosen_at, reader),
        }
        for bulk in bulks
    ]
