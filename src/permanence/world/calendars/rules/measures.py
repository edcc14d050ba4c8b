"""Measures of a calendar: how much it opens in a year, and when so much is left before an end."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from permanence.world.calendars.rules.calendar import DAY, Calendar, NeverDue, Pause
from permanence.world.calendars.rules.deadlines import count_open, merge_pauses, running_spans
from permanence.world.calendars.rules.openings import HORIZON, HORIZON_YEARS
from permanence.world.calendars.rules.spans import Span
from permanence.world.calendars.rules.timetable import timetable_of
from permanence.world.calendars.rules.zones import to_instant, to_seconds

YEAR: Final = 365 * DAY


def yearly_open_seconds(calendar: Calendar, start: datetime) -> int:
    """Return the open seconds of the 365 days from `start`: of two coverages the larger is more."""
    begin = to_seconds(start)
    return count_open(calendar, begin, begin + YEAR)


def open_before(
    calendar: Calendar, due: datetime, seconds: int, *, pauses: Iterable[Pause] = ()
) -> datetime:
    """Return the last instant from which exactly so many open seconds are left until `due`.

    Open time and no other: half an hour before half past eight is on the afternoon before, never
    at night or at a weekend. Pauses do not count. No time at all is left at `due` itself.
    """
    end = to_seconds(due)
    if not seconds:
        return to_instant(end)
    left, begin = seconds, end - HORIZON
    for running, stopped in reversed(running_spans(begin, end, merge_pauses(pauses, begin))):
        found = _find_back(calendar, (running, stopped), left)
        if found is not None:
            return to_instant(found)
        left -= count_open(calendar, running, stopped)
    raise NeverDue(
        f"opens for only {seconds - left} of {seconds} seconds"
        f" in the {HORIZON_YEARS} years before {to_instant(end):%Y-%m-%dT%H:%M:%SZ}"
    )


def _find_back(calendar: Calendar, running: Span, seconds: int) -> int | None:
    begins, ends = running
    if calendar.always:
        return ends - seconds if ends - seconds >= begins else None
    return timetable_of(calendar).find_back(min(ends, calendar.closed_from), seconds, begins)
