"""Reading the journal: the acts of one file, and what has changed since a moment."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from permanence.ground.journal.models import Access, Act
from permanence.ground.lib.prepared import Prepared

MOST_LAST = 30
CHANGES = """
select distinct desk_id, subject from journal_act
where txid >= %s::text::xid8 and txid < %s::text::xid8
limit 500
"""
HORIZON = "select journal_horizon()::text::bigint"

ACTS = Prepared(
    lambda subject, since: Act.objects.filter(subject=subject, at__gte=since).order_by("at", "id"),
    "subject",
    "since",
)

LAST = Prepared(
    lambda subject: Act.objects.filter(subject=subject).order_by("-at", "-id")[:MOST_LAST],
    "subject",
)


def acts_of(subject: str, *, since: datetime) -> list[Act]:
    """Return the acts of one file in their order; `since` is when the file was opened."""
    return ACTS(subject=subject, since=since)


def last_acts(subject: str, *, most: int = MOST_LAST) -> list[Act]:
    """Return the last acts on a subject that has no file of its own, the newest first."""
    if most <= MOST_LAST:
        return LAST(subject=subject)[:most]
    return list(Act.objects.filter(subject=subject).order_by("-at", "-id")[:most])


def looks_at(subjects: Collection[str], *, most: int) -> list[Access]:
    """Return who looked at these subjects, the last sitting first."""
    return list(Access.objects.filter(subject__in=subjects).order_by("-pk")[:most])


def looks_on(
    desks: Collection[int],
    *,
    actor: str = "",
    subject: str = "",
    only_secret: bool = False,
    before: int | None = None,
    most: int,
) -> list[Access]:
    """Return who looked at customer data on these desks, or of no desk, the last sitting first."""
    rows = Access.objects.filter(Q(desk_id__in=desks) | Q(desk_id=None)).order_by("-pk")
    asked = {"actor": actor, "subject": subject, "pk__lt": before}
    rows = rows.filter(**{key: value for key, value in asked.items() if value})
    return list((rows.exclude(way="") if only_secret else rows)[:most])


def read_horizon() -> int:
    """Return the transaction before which all have ended that may write here.

    Who reads acts by transaction up to it, and then from it, passes none over that commits late.
    """
    with connection.cursor() as cursor:
        cursor.execute(HORIZON)
        return int(cursor.fetchone()[0])


def current_cursor() -> str:
    """Return where a reader of changes starts from."""
    return str(read_horizon())


def changes_since(cursor_text: str) -> tuple[str, Sequence[tuple[int | None, str]]]:
    """Return the next cursor and the (desk, subject) pairs that changed, each committed."""
    after = current_cursor()
    if after == cursor_text:
        return after, []
    with connection.cursor() as cursor:
        cursor.execute(CHANGES, [cursor_text, after])
        return after, [(desk, subject) for desk, subject in cursor.fetchall()]
