"""How long a component could be used, day by day: counted from its stretches. Pure.

A day is one of the desk's zone, with the hours that it really had. Planned work is counted apart:
it is neither time in which the component could be used nor time in which it failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from permanence.service.status.rules.conditions import Condition, Trouble, lay_line

DAYS: Final = 90
# In these the component could not be used, by some or by all.
FAILING: Final = frozenset({Condition.PARTIAL, Condition.DOWN})
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Day:
    """The seconds of a day that were measured, by how the component was in them."""

    day: date
    measured: int = 0
    degraded: int = 0
    partial: int = 0
    down: int = 0
    maintenance: int = 0

    @property
    def counted(self) -> int:
        """The seconds that count: measured, less what was planned."""
        return self.measured - self.maintenance

    @property
    def failed(self) -> int:
        """The seconds in which the component could not be used, by some or by all."""
        return self.partial + self.down


def count_days(
    troubles: Sequence[Trouble],
    apart: Iterable[Span],
    *,
    zone: tzinfo,
    since: datetime,
    at: datetime,
    days: int = DAYS,
) -> list[Day]:
    """Return the last days up to an instant, today last; before `since` nothing was measured."""
    today = at.astimezone(zone).date()
    dates = [today - timedelta(days=back) for back in reversed(range(days))]
    edges = [begin_day(day, zone) for day in (*dates, today + timedelta(days=1))]
    found = []
    planned = join_spans(apart)
    for day, begins, ends in zip(dates, edges, edges[1:], strict=False):
        found.append(count_day(day, troubles, planned, max(begins, since), min(ends, at)))
    return found


@lru_cache(maxsize=2000)
def begin_day(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a day begins in a zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


def count_day(
    day: date,
    troubles: Sequence[Trouble],
    planned: Sequence[Span],
    since: datetime,
    until: datetime,
) -> Day:
    """Return what was measured of one day between two instants."""
    if until <= since:
        return Day(day)
    touching = [one for one in troubles if one.since < until and (one.until or until) > since]
    seconds = dict.fromkeys(Condition, timedelta())
    apart = timedelta()
    for stretch in lay_line(touching, since=since, until=until):
        excused = overlap(planned, stretch.since, stretch.until)
        seconds[stretch.condition] += stretch.until - stretch.since - excused
        apart += excused
    return Day(
        day,
        measured=whole(until - since),
        degraded=whole(seconds[Condition.DEGRADED]),
        partial=whole(seconds[Condition.PARTIAL]),
        down=whole(seconds[Condition.DOWN]),
        maintenance=whole(apart),
    )


def whole(span: timedelta) -> int:
    """Return a span in whole seconds."""
    return int(span.total_seconds())


def join_spans(spans: Iterable[Span]) -> list[Span]:
    """Return spans in their order, those that touch made into one."""
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


def overlap(spans: Sequence[Span], since: datetime, until: datetime) -> timedelta:
    """Return how much of a stretch lies within spans that do not meet."""
    return sum(
        (
            min(ends, until) - max(begins, since)
            for begins, ends in spans
            if begins < until and ends > since
        ),
        timedelta(),
    )


def share_of(days: Iterable[Day]) -> float | None:
    """Return the share of the time that counts in which a component could be used.

    None when nothing was measured. It is cut and never rounded up: 100 means that nothing failed.
    """
    told = list(days)
    counted = sum(one.counted for one in told)
    if not counted:
        return None
    failed = sum(one.failed for one in told)
    return int((counted - failed) * 100_000 / counted) / 1000


def worst_of(day: Day) -> Condition | None:
    """Return the gravest condition of a day; None when nothing of it was measured."""
    if not day.measured:
        return None
    if day.down:
        return Condition.DOWN
    if day.partial:
        return Condition.PARTIAL
    return Condition.DEGRADED if day.degraded else Condition.OPERATIONAL
