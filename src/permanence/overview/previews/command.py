"""`permanence policy preview`: what a document would change, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, TextIO

from permanence.ground.lib.db import house
from permanence.overview.previews.queries import Preview, TicketEffect, preview_policy
from permanence.promises.policies.command import FAULTY, read_file
from permanence.promises.policies.rules.amounts import bound_words
from permanence.promises.policies.rules.comparing import PromiseChange
from permanence.promises.policies.rules.policy import TargetTerm
from permanence.promises.terms.rules import Faults

Line = dict[str, Any]


def preview_file(
    path: str, out: TextIO, err: TextIO, *, at: datetime, effective_at: datetime | None = None
) -> int:
    """Print what loading a document would change; 2 when the document is at fault.

    Nothing is changed.
    """
    try:
        text = read_file(path)
        with house():
            preview = preview_policy(text, file=path, at=at, effective_at=effective_at)
    except Faults as faults:
        for fault in faults.faults:
            print(fault, file=err)
        return FAULTY
    for line in describe_preview(preview):
        print(json.dumps(line, ensure_ascii=False), file=out)
    return 0


def describe_preview(preview: Preview) -> Iterator[Line]:
    """Yield the version, each promise that fares otherwise, each clause, and the open tickets."""
    before = preview.before
    yield {
        "kind": "version",
        "desk": preview.policy.desk,
        "replaces": before.number if before else None,
        "effective": _spell(preview.effective_at),
        "coming": [one.number for one in preview.coming],
    }
    for change in preview.promises:
        if change.favour != "same":
            yield _describe_promise(change)
    for clause in preview.clauses:
        yield {
            "kind": "clause",
            "key": clause.key,
            "change": clause.change,
            "before": clause.before,
            "after": clause.after,
        }
    yield from _describe_tickets(preview.tickets)


def _describe_promise(change: PromiseChange) -> Line:
    return {
        "kind": "promise",
        "promise": change.promise,
        "severity": change.severity,
        "level": change.level,
        "plan": change.plan,
        "before": _describe_term(change.before),
        "after": _describe_term(change.after),
        "favour": change.favour,
        "earlier_by": _seconds(change.earlier_by),
        "later_by": _seconds(change.later_by),
    }


def _describe_term(term: TargetTerm | None) -> Line | None:
    if term is None:
        return None
    return {
        "clause": term.clause.key,
        "time": bound_words(term.target, term.bound)["en"],
        "calendar": term.calendar_key,
        "nature": term.nature,
    }


def _describe_tickets(effect: TicketEffect) -> Iterator[Line]:
    yield {
        "kind": "tickets",
        "open": effect.open,
        "judged": effect.judged,
        "earlier": effect.earlier,
        "later": effect.later,
        "kept": effect.kept,
        "late_at_once": effect.late_at_once,
    }
    for move in effect.moves:
        yield {
            "kind": "ticket",
            "reference": move.reference,
            "promise": move.moved.promise,
            "due": _spell(move.moved.due_at),
            "would_be_due": _spell(move.moved.would_be_due),
            "late_at_once": move.moved.is_late_at_once,
        }


def _spell(instant: datetime | None) -> str | None:
    return instant.isoformat().replace("+00:00", "Z") if instant else None


def _seconds(span: timedelta) -> int:
    return round(span.total_seconds())
