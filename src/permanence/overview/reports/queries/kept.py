"""Which months of a desk were counted before, and when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, tzinfo

from permanence.overview.reports.models import Count
from permanence.overview.reports.rules import Month


@dataclass(frozen=True)
class Counted:
    """A count of a month by its number, and when it was made."""

    number: int
    counted_at: datetime


Counts = dict[Month, Counted]


def find_counts(desk: int, months: Collection[Month], *, zone: tzinfo) -> Counts:
    """Return the counts that are kept of months as they lie in a zone; the house alone asks."""
    ends = {month.begins(zone): (month, month.plus(1).begins(zone)) for month in months}
    rows = Count.objects.filter(desk=desk, begins_at__in=list(ends))
    return {
        ends[row.begins_at][0]: Counted(row.pk, row.counted_at)
        for row in rows
        if ends[row.begins_at][1] == row.ends_at
    }
