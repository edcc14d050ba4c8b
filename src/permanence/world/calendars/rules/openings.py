"""When a calendar is open: its local clock laid over real time.

A second is open when the local clock shows an open time in it: so a repeated hour counts twice
and a skipped hour never.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache, partial
from typing import Final, NamedTuple

from permanence.world.calendars.rules.calendar import DAY, ENDLESS, Calendar, Why
from permanence.world.calendars.rules.days import day_parts
from permanence.world.calendars.rules.spans import Span
from permanence.world.calendars.rules.timetable import lay_hours, timetable_of
from permanence.world.calendars.rules.zones import (
    find_zone,
    offset_pieces,
    to_instant,
    to_seconds,
)

# How far a search goes before it gives up: beyond any promise, and a fraction of a second to walk.
HORIZON_YEARS: Final = 30
HORIZON: Final = HORIZON_YEARS * 366 * DAY


class Part(NamedTuple):
    """A stretch of real time on one local date, under one offset of the clock to UTC."""

    begins: int
    ends: int
    day: int
    offset: int
    why: Why


def is_open(calendar: Calendar, at: datetime) -> bool:
    """Return whether the calendar is open in the second of `at`."""
    second = to_seconds(at)
    return any(True for _ in openings(calendar, second, second + 1))


def next_opening(calendar: Calendar, at: datetime) -> datetime | None:
    """Return `at` when it is open, else when it next opens; None when it never does."""
    second = to_seconds(at)
    for opens, _ in openings(calendar, second, second + HORIZON):
        return to_instant(opens)
    return None


def opens_weekly(calendar: Calendar) -> bool:
    """Return whether it goes on to open: one that opens on single dates only comes to an end."""
    return calendar.closed_from == ENDLESS


def open_intervals(calendar: Calendar, start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the open intervals from `start` on, in UTC, as far as a search goes."""
    since = to_seconds(start)
    opened, closed = since, since
    for opens, closes in openings(calendar, since, since + HORIZON):
        if opens > closed:
            if closed > opened:
                yield to_instant(opened), to_instant(closed)
            opened = opens
        closed = closes
    if closed > opened:
        yield to_instant(opened), to_instant(closed)


def openings(calendar: Calendar, since: int, until: int) -> Iterator[Span]:
    """Yield the open spans between two seconds, in order; neighbours may touch."""
    if calendar.always:
        return iter([(since, until)])
    return timetable_of(calendar).spans(since, min(until, calendar.closed_from))


@lru_cache(maxsize=128)
def first_openings(calendar: Calendar) -> Callable[[int], int | None]:
    """Return a cached function from a local date to the second it first opens, None if closed."""
    return lru_cache(maxsize=1024)(partial(_find_first_opening, calendar))


def parts_between(calendar: Calendar, since: int, until: int) -> Iterator[Part]:
    """Yield what the time between two seconds is, in order and without a gap."""
    zone = find_zone(calendar.zone)
    for begins, ends, offset in offset_pieces(zone, since, until):
        for day in range((begins + offset) // DAY, (ends - 1 + offset) // DAY + 1):
            midnight = day * DAY - offset
            for part_begins, part_ends, why in day_parts(calendar, day):
                first = max(begins, midnight + part_begins)
                last = min(ends, midnight + part_ends)
                if first < last:
                    yield Part(first, last, day, offset, why)


def _find_first_opening(calendar: Calendar, day: int) -> int | None:
    return min((opens for _, opens, _ in lay_hours(calendar, (day,))), default=None)
