"""What each stretch of a local date is, by the local clock alone.

Days are counted from 1970-01-01, seconds from the midnight of the day in question.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date

from permanence.world.calendars.rules.calendar import DAY, EPOCH_ORDINAL, WHOLE_DAY, Calendar, Why
from permanence.world.calendars.rules.public import holidays_of_year
from permanence.world.calendars.rules.spans import (
    Spans,
    intersect_spans,
    merge_spans,
    shift_spans,
    subtract_spans,
)


def to_date(day: int) -> date:
    """Return the date so many days after 1970-01-01."""
    return date.fromordinal(EPOCH_ORDINAL + day)


def day_parts(calendar: Calendar, day: int) -> Iterator[tuple[int, int, Why]]:
    """Yield the stretches of a local date in order, and what each is, without a gap."""
    hours = intersect_spans(_hours_around(calendar, day), WHOLE_DAY)
    away = Why.HOLIDAY if is_holiday(calendar, day) else Why.CLOSED
    if not hours:
        return iter([(0, DAY, away)])
    breaks = _breaks_around(calendar, day, day)
    holes = _holes_from(calendar, day)
    worked = subtract_spans(hours, breaks)
    parts = [(*span, Why.OPEN) for span in subtract_spans(worked, holes)]
    parts += [(*span, Why.HOLE) for span in intersect_spans(worked, holes)]
    parts += [(*span, Why.BREAK) for span in intersect_spans(hours, breaks)]
    parts += [(*span, away) for span in subtract_spans(WHOLE_DAY, hours)]
    return iter(sorted(parts))


def own_hours(calendar: Calendar, day: int) -> Spans:
    """Return the open spans that belong to a local date; those over midnight end after DAY."""
    hours = _hours_begun_on(calendar, day)
    if not hours:
        return ()
    worked = subtract_spans(hours, _breaks_around(calendar, day, day + 1))
    return subtract_spans(worked, _holes_from(calendar, day))


def breaks_of(calendar: Calendar, day: int) -> Spans:
    """Return what breaks take out of the hours that belong to a local date."""
    hours = _hours_begun_on(calendar, day)
    return intersect_spans(hours, _breaks_around(calendar, day, day + 1)) if hours else ()


def holes_of(calendar: Calendar, day: int) -> Spans:
    """Return what holes take out of the hours that belong to a local date, besides breaks."""
    hours = _hours_begun_on(calendar, day)
    worked = subtract_spans(hours, _breaks_around(calendar, day, day + 1)) if hours else ()
    return intersect_spans(worked, _holes_from(calendar, day))


def explicit_hours(calendar: Calendar, day: int) -> Spans | None:
    """Return the hours given for the very date, None where there are none."""
    return _replaced(calendar, to_date(day))


def usual_hours(calendar: Calendar, day: int) -> Spans:
    """Return the hours that a local date would have if none were given for it."""
    if is_listed_holiday(calendar, to_date(day)):
        return ()
    return subtract_spans(calendar.week[_weekday(day)], calendar.breaks[_weekday(day)])


def is_holiday(calendar: Calendar, day: int) -> bool:
    """Return whether a local date is a holiday; hours given for the very date win over that."""
    on = to_date(day)
    return _replaced(calendar, on) is None and is_listed_holiday(calendar, on)


def is_listed_holiday(calendar: Calendar, on: date) -> bool:
    """Return whether a date is among the holidays, whatever hours are given for it."""
    return (
        on in calendar.holidays
        or (on.month, on.day) in calendar.yearly
        or any(
            on in holidays_of_year(country, region, on.year) for country, region in calendar.public
        )
    )


def _hours_around(calendar: Calendar, day: int) -> Spans:
    hours, night = _hours_begun_on(calendar, day), _hours_begun_on(calendar, day - 1)
    return merge_spans((*shift_spans(night, -DAY), *hours)) if hours or night else ()


def _breaks_around(calendar: Calendar, first: int, last: int) -> Spans:
    if not any(calendar.breaks):
        return ()
    return merge_spans(
        span
        for day in range(first - 1, last + 1)
        for span in shift_spans(_breaks_begun_on(calendar, day), (day - first) * DAY)
    )


def _hours_begun_on(calendar: Calendar, day: int) -> Spans:
    replaced = _replaced(calendar, to_date(day))
    if replaced is not None:
        return replaced
    return () if is_holiday(calendar, day) else calendar.week[_weekday(day)]


def _breaks_begun_on(calendar: Calendar, day: int) -> Spans:
    return () if _replaced(calendar, to_date(day)) is not None else calendar.breaks[_weekday(day)]


def _holes_from(calendar: Calendar, day: int) -> Spans:
    return tuple(shift_spans(calendar.holes, -day * DAY))


def _replaced(calendar: Calendar, on: date) -> Spans | None:
    if not calendar.days:
        return None
    place = bisect_left(calendar.days, on, key=lambda entry: entry[0])
    if place < len(calendar.days) and calendar.days[place][0] == on:
        return calendar.days[place][1]
    return None


def _weekday(day: int) -> int:
    return (day + 3) % 7
