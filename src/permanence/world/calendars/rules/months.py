"""A month of a calendar, date by date, as a person reads it: by the calendar's own clock."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from permanence.world.calendars.rules.calendar import DAY, EPOCH_ORDINAL, Calendar
from permanence.world.calendars.rules.days import (
    breaks_of,
    explicit_hours,
    holes_of,
    is_listed_holiday,
    own_hours,
    usual_hours,
)
from permanence.world.calendars.rules.public import holiday_names
from permanence.world.calendars.rules.spans import Spans
from permanence.world.calendars.rules.timetable import lay_hours
from permanence.world.calendars.rules.zones import clock_shows, find_zone, offset_at


class DayException(StrEnum):
    """What the hours given for a date make of it."""

    OPENING = "opening"
    CLOSING = "closing"
    HOURS = "hours"


@dataclass(frozen=True)
class Window:
    """A stretch of a date by the local clock; one over midnight ends on the next date.

    What a break leaves of a night may begin there too.
    """

    begins: str
    ends: str
    ends_next_day: bool
    begins_next_day: bool = False


@dataclass(frozen=True)
class CalendarDay:
    """One date: its own hours (a night belongs to the date on which it begins), and why.

    `seconds` are the real open seconds that belong to it. `holiday` says whether it is one, also
    where hours given for the date win over that; `names` what it is called, nothing for dates
    given by hand. `clock_moves` are the seconds by which the clock is put forward (or, negative,
    back) on it.
    """

    date: date
    windows: tuple[Window, ...]
    seconds: int
    holiday: bool
    names: tuple[str, ...]
    exception: DayException | None
    breaks: tuple[Window, ...]
    holes: tuple[Window, ...]
    clock_moves: int


@lru_cache(maxsize=256)
def month_of(
    calendar: Calendar, year: int, month: int, *, language: str = "en"
) -> tuple[CalendarDay, ...]:
    """Return each date of a month; holidays are named in the language where it is known."""
    first = date(year, month, 1).toordinal() - EPOCH_ORDINAL
    days = range(first, first + monthrange(year, month)[1])
    seconds = dict.fromkeys(days, 0)
    for day, begins, ends in lay_hours(calendar, days):
        seconds[day] += ends - begins
    return tuple(_read_day(calendar, day, seconds[day], language) for day in days)


def _read_day(calendar: Calendar, day: int, seconds: int, language: str) -> CalendarDay:
    on = date.fromordinal(EPOCH_ORDINAL + day)
    holiday = is_listed_holiday(calendar, on)
    zone = find_zone(calendar.zone)
    begins, ends = clock_shows(zone, day * DAY), clock_shows(zone, (day + 1) * DAY)
    return CalendarDay(
        date=on,
        windows=_windows(own_hours(calendar, day)),
        seconds=seconds,
        holiday=holiday,
        names=name_holiday(calendar, on, language) if holiday else (),
        exception=_find_exception(calendar, day),
        breaks=_windows(breaks_of(calendar, day)),
        holes=_windows(holes_of(calendar, day)),
        clock_moves=offset_at(zone, ends - 1) - offset_at(zone, begins - 1),
    )


def _find_exception(calendar: Calendar, day: int) -> DayException | None:
    hours = explicit_hours(calendar, day)
    if hours is None:
        return None
    usual = usual_hours(calendar, day)
    if hours and usual:
        return DayException.HOURS if hours != usual else None
    if hours:
        return DayException.OPENING
    return DayException.CLOSING if usual else None


def name_holiday(calendar: Calendar, on: date, language: str) -> tuple[str, ...]:
    """Return what a public holiday is called where it is kept; nothing for a desk's own."""
    names = (
        holiday_names(country, region, on.year, language).get(on, "")
        for country, region in calendar.public
    )
    # Places share holidays; each name is said once, in the order of the places.
    return tuple(dict.fromkeys(name for name in names if name))


def _windows(spans: Spans) -> tuple[Window, ...]:
    return tuple(
        Window(_clock(begins), _clock(ends - 1, 1), ends > DAY, begins >= DAY)
        for begins, ends in spans
    )


def _clock(second: int, more: int = 0) -> str:
    minutes = (second % DAY + more) // 60
    return f"{minutes // 60:02}:{minutes % 60:02}"
