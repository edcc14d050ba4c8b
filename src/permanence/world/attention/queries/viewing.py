"""Who is here, and what has stirred."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from permanence.ground.lib.prepared import ask
from permanence.world.attention.models import Viewing
from permanence.world.attention.rules.viewing import GONE_AFTER, STILL_WRITING

STIRS = """
select distinct desk_id, topic from attention_stir
where txid >= %s::xid8 and txid < %s::xid8 limit 500
"""


WRITERS = """
select v.subject, s.name from attention_viewing v
join accounts_specialist s on s.id = v.specialist_id
where v.subject = any(%s) and v.specialist_id <> %s and v.seen_at > %s and v.writing_at > %s
and v.writing <> '' order by v.since desc
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
    since = (at - GONE_AFTER, at - STILL_WRITING)
    return dict(ask(WRITERS, [list(subjects), besides, *since]))


def stirs_between(cursor_text: str, until: str) -> Sequence[tuple[int | None, str]]:
    """Return the (desk, topic) pairs stirred by transactions from one place to another."""
    with connection.cursor() as cursor:
        cursor.execute(STIRS, [cursor_text, until])
        return [(desk, topic) for desk, topic in cursor.fetchall()]
