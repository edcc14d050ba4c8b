"""Who is here, and what has stirred."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from permanence.world.attention.models import Viewing
from permanence.world.attention.rules.viewing import STILL_WRITING

STIRS = """
select distinct desk_id, topic from attention_stir
where txid >= %s::xid8 and txid < %s::xid8 limit 500
"""


@dataclass(frozen=True)
class Person:
    """Somebody who has a page open; `writing` is the kind of what they type, or empty."""

    specialist: int
    name: str
    writing: str
    since: datetime


def people_at(subject: str, *, at: datetime, besides: int) -> list[Person]:
    """Return who else has the page of a subject open: who writes first, then the first come."""
    rows = (
        Viewing.objects.here(at)
        .filter(subject=subject)
        .exclude(specialist=besides)
        .values_list("specialist_id", "specialist__name", "writing", "writing_at", "since")
    )
    found = [
        Person(pk, name, kind if typed and typed > at - STILL_WRITING else "", since)
        for pk, name, kind, typed, since in rows
    ]
    return sorted(found, key=lambda one: (not one.writing, one.since, one.specialist))


def writers_at(subjects: Collection[str], *, at: datetime, besides: int) -> dict[str, str]:
    """Return the name of somebody else who writes on each of these subjects, in one look."""
    if not subjects:
        return {}
    rows = Viewing.objects.writing(at).filter(subject__in=subjects).exclude(specialist=besides)
    return dict(rows.order_by("-since").values_list("subject", "specialist__name"))


def stirs_between(cursor_text: str, until: str) -> Sequence[tuple[int | None, str]]:
    """Return the (desk, topic) pairs stirred by transactions from one place to another."""
    with connection.cursor() as cursor:
        cursor.execute(STIRS, [cursor_text, until])
        return [(desk, topic) for desk, topic in cursor.fetchall()]
