"""When the next mark is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from permanence.promises.clocks.models import WatchBeat, WatchSilence
from permanence.promises.clocks.rules import SILENT_AFTER, Silence, WatchState

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


def read_watch() -> WatchState | None:
    """Return when the watch last went round; None before it ever did."""
    row = WatchBeat.objects.filter(pk=1).first()
    if row is None:
        return None
    return WatchState(row.beat_at, row.pinged_at, row.ping_works, row.ping_answer)


def silences_behind(due: Iterable[datetime], *, at: datetime) -> list[Silence]:
    """Return the times without a watch in which some of these instants fell.

    Nothing is asked while all are acted on in time.
    """
    late = [one for one in due if at - one > SILENT_AFTER]
    if not late:
        return []
    rows = WatchSilence.objects.filter(until__gte=min(late), since__lte=max(late))
    return [Silence(one.since, one.until) for one in rows.order_by("since")]


def last_silences(most: int = 5) -> list[Silence]:
    """Return the last times without a watch, the newest first."""
    return [Silence(one.since, one.until) for one in WatchSilence.objects.order_by("-until")[:most]]
