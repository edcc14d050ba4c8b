"""Deadlines and measures: when so much time has passed, and how much has."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from permanence.world.calendars.rules.calendar import (
    DAY,
    ENDLESS,
    BusinessDays,
    Calendar,
    NeverDue,
    Pause,
    Target,
)
from permanence.world.calendars.rules.openings import (
    HORIZON,
    HORIZON_YEARS,
    first_openings,
)
from permanence.world.calendars.rules.spans import Span, Spans, merge_spans
from permanence.world.calendars.rules.timetable import business_days_of, timetable_of
from permanence.world.calendars.rules.zones import (
    clock_shows,
    find_zone,
    offset_at,
    to_instant,
    to_seconds,
)


class CountedDays(NamedTuple):
    """Business days counted, before pauses: the local dates from and to, and the seconds."""

    first_day: int
    since: int
    last_day: int
    due: int


def due_instant(
    calendar: Calendar, *, start: datetime, target: Target, pauses: Iterable[Pause] = ()
) -> datetime | None:
    """Return the instant at which the target has passed, None while a pause holds it for good.

    A pause that begins when the target has already passed changes nothing.
    """
    begin = to_seconds(start)
    paused = merge_pauses(pauses, begin) if pauses else ()
    if isinstance(target, BusinessDays) and target.days:
        due = _pass_business_days(calendar, begin, target.days, paused)
    else:
        seconds = 0 if isinstance(target, BusinessDays) else target.seconds
        due = _pass_open_time(calendar, begin, seconds, paused)
    return None if due is None else to_instant(due)


def open_seconds(
    calendar: Calendar, *, start: datetime, end: datetime, pauses: Iterable[Pause] = ()
) -> int:
    """Return how many open seconds lie from `start` to `end`, less those of pauses."""
    begin = to_seconds(start)
    return count_open(calendar, begin, to_seconds(end), merge_pauses(pauses, begin))


def merge_pauses(pauses: Iterable[Pause], begin: int) -> Spans:
    """Return the pauses that touch the time from `begin` on, in order, overlaps counted once."""
    spans = []
    for paused, resumed in pauses:
        first, last = to_seconds(paused), ENDLESS if resumed is None else to_seconds(resumed)
        if last < first:
            raise ValueError(f"the pause from {paused} ends before it begins, at {resumed}")
        if last > begin:
            spans.append((first, last))
    return merge_spans(spans)


def count_open(calendar: Calendar, since: int, until: int, paused: Spans = ()) -> int:
    """Return the open seconds between two seconds, less those of merged pauses."""
    return sum(
        _count_between(calendar, running, stopped)
        for running, stopped in running_spans(since, until, paused)
    )


def count_business_days(calendar: Calendar, begin: int, days: int) -> CountedDays:
    """Return where the same local time so many business days (at least one) later is.

    A start on a date that is not a business day counts from the first opening of the next one.
    """
    zone = find_zone(calendar.zone)
    day, time_of_day = divmod(begin + offset_at(zone, begin), DAY)
    horizon = min(begin + HORIZON, calendar.closed_from) // DAY
    since = begin
    if not business_days_of(calendar).count(day, day + 1):
        day = _pass_days(calendar, day, 1, horizon)
        since = first_openings(calendar)(day) or begin
        time_of_day = since + offset_at(zone, since) - day * DAY
    last_day = _pass_days(calendar, day, days, horizon)
    return CountedDays(day, since, last_day, clock_shows(zone, last_day * DAY + time_of_day))


def _pass_open_time(calendar: Calendar, begin: int, seconds: int, paused: Spans) -> int | None:
    left, horizon = seconds, begin + HORIZON
    for running, stopped in running_spans(begin, horizon, paused):
        if seconds and stopped < horizon:
            counted = _count_between(calendar, running, stopped)
            if counted < left:
                left -= counted
                continue
        due = _find_between(calendar, running, left, stopped)
        if due is not None:
            return due
    if paused and paused[-1][1] == ENDLESS:
        return None
    raise _never_due(calendar, begin, seconds, paused)


def _never_due(calendar: Calendar, begin: int, seconds: int, paused: Spans) -> NeverDue:
    opened = count_open(calendar, begin, begin + HORIZON, paused)
    found = f"opens for only {opened} of {seconds} seconds" if seconds else "does not open"
    since = f"{to_instant(begin):%Y-%m-%dT%H:%M:%SZ}"
    return NeverDue(f"{found} in the {HORIZON_YEARS} years after {since}")


def _find_between(calendar: Calendar, since: int, seconds: int, until: int) -> int | None:
    if calendar.always:
        return since + seconds if since + max(seconds, 1) <= until else None
    end = min(until, calendar.closed_from)
    if seconds:
        return timetable_of(calendar).find(since, seconds, end)
    # No time at all has passed as soon as it opens: a second before the first one has.
    first = timetable_of(calendar).find(since, 1, end)
    return None if first is None else first - 1


def _count_between(calendar: Calendar, since: int, until: int) -> int:
    if calendar.always:
        return until - since
    return timetable_of(calendar).count(since, min(until, calendar.closed_from))


def _pass_business_days(calendar: Calendar, begin: int, days: int, paused: Spans) -> int | None:
    due = count_business_days(calendar, begin, days).due
    for stopped, resumed in paused:
        if stopped >= due:
            break
        if resumed == ENDLESS:
            return None
        moved = count_open(calendar, max(stopped, begin), resumed)
        if moved:
            due = _pass_open_time(calendar, due, moved, ()) or due
    return due


def running_spans(since: int, until: int, paused: Spans) -> Sequence[Span]:
    """Return the time between two seconds that merged pauses leave."""
    if not paused:
        return ((since, until),) if since < until else ()
    running = []
    # Merged pauses are in order, and all end after the time begins.
    for stopped, resumed in paused:
        if stopped >= until:
            break
        if stopped > since:
            running.append((since, stopped))
        since = resumed
    if since < until:
        running.append((since, until))
    return running


def _pass_days(calendar: Calendar, day: int, days: int, last: int) -> int:
    after = business_days_of(calendar).find(day + 1, days, last + 1)
    if after is None:
        raise NeverDue(f"has too few business days in {HORIZON_YEARS} years")
    return after - 1
