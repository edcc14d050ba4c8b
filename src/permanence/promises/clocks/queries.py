"""When the next mark is due."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

# Hops from owner to owner along the index of marks to come: a few pages, however many marks.
NEXT = """
with recursive owners (owner) as (
    (select owner from clocks_mark where settled_at is null order by owner limit 1)
    union all
    select (
        select mark.owner from clocks_mark mark
        where mark.settled_at is null and mark.owner > owners.owner
        order by mark.owner limit 1
    )
    from owners where owners.owner is not null
)
select min(first.due_at)
from owners cross join lateral (
    select mark.due_at from clocks_mark mark
    where mark.settled_at is null and mark.owner = owners.owner
    order by mark.due_at limit 1
) first
"""


def next_mark_due() -> datetime | None:
    """Return when the first of all marks to come is due, whoever owns it; None when there is none.

    A mark that was due and is not settled comes first.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT)
        row = cursor.fetchone()
    return row[0] if row else None
