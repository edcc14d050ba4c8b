"""How a due instant came about, line by line.

The lines of open time cover the time from the start to the due instant without a gap, and those
that say "open" add up to the target. The lines of business days show each date once, and as many
that say "business-day" as the target; after them come the open time of pauses, and as much open
time by which it moved the due instant.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from permanence.world.calendars.rules.calendar import (
    DAY,
    ENDLESS,
    BusinessDays,
    Calendar,
    Line,
    Pause,
    Reckoning,
    Target,
    Why,
)
from permanence.world.calendars.rules.days import is_holiday, to_date
from permanence.world.calendars.rules.deadlines import (
    CountedDays,
    count_business_days,
    due_instant,
    merge_pauses,
)
from permanence.world.calendars.rules.openings import Part, first_openings, parts_between
from permanence.world.calendars.rules.spans import Spans, intersect_spans, subtract_spans
from permanence.world.calendars.rules.zones import (
    clock_shows,
    find_zone,
    offset_at,
    to_instant,
    to_seconds,
)


def reckon_due(
    calendar: Calendar, *, start: datetime, target: Target, pauses: Iterable[Pause] = ()
) -> Reckoning:
    """Return when the target has passed, as `due_instant` does, and how that came about."""
    pauses = tuple(pauses)
    due = due_instant(calendar, start=start, target=target, pauses=pauses)
    begin = to_seconds(start)
    paused = merge_pauses(pauses, begin)
    end = ENDLESS if due is None else to_seconds(due)
    if isinstance(target, BusinessDays) and target.days:
        counted = count_business_days(calendar, begin, target.days)
        lines = _explain_days(calendar, begin, counted, paused, end)
    else:
        lines = _explain_open_time(calendar, begin, paused, end)
    return Reckoning(due, tuple(lines))


def _explain_open_time(calendar: Calendar, begin: int, paused: Spans, end: int) -> Iterator[Line]:
    running_until = max(begin, paused[-1][0]) if end == ENDLESS else end
    for part in parts_between(calendar, begin, running_until):
        if part.why is not Why.OPEN:
            yield _line_of(part)
            continue
        span = ((part.begins, part.ends),)
        pieces = [(*piece, Why.OPEN) for piece in subtract_spans(span, paused)]
        pieces += [(*piece, Why.PAUSE) for piece in intersect_spans(span, paused)]
        for begins, ends, why in sorted(pieces):
            yield _line_of(part._replace(begins=begins, ends=ends, why=why))
    if end == ENDLESS:
        yield _endless_pause(calendar, running_until)


def _explain_days(
    calendar: Calendar, begin: int, counted: CountedDays, paused: Spans, end: int
) -> Iterator[Line]:
    yield from _count_dates(calendar, begin, counted)
    for stopped, resumed in paused:
        if stopped >= end:
            break
        since = max(stopped, begin)
        if resumed == ENDLESS:
            yield _endless_pause(calendar, since)
            return
        for part in parts_between(calendar, since, resumed):
            if part.why is Why.OPEN:
                yield _line_of(part._replace(why=Why.PAUSE))
    yield from map(_line_of, parts_between(calendar, counted.due, end))


def _count_dates(calendar: Calendar, begin: int, counted: CountedDays) -> Iterator[Line]:
    zone = find_zone(calendar.zone)
    day_of_due = (counted.due + offset_at(zone, counted.due)) // DAY
    for day in range((begin + offset_at(zone, begin)) // DAY, day_of_due + 1):
        begins = max(begin, clock_shows(zone, day * DAY))
        ends = min(counted.due, clock_shows(zone, (day + 1) * DAY))
        # The night of a business day may open after its midnight; then the date is shown whole.
        if day == counted.first_day and begins < counted.since < ends:
            yield _date_line(calendar, day, begins, counted.since, Why.CLOSED)
            begins = counted.since
        why = _why_date(calendar, day, counted)
        # A business day is shown even when nothing of its date is left: they can be counted.
        if begins < ends or why in (Why.START, Why.BUSINESS_DAY):
            yield _date_line(calendar, day, begins, max(begins, ends), why)


def _why_date(calendar: Calendar, day: int, counted: CountedDays) -> Why:
    if day == counted.first_day:
        return Why.START
    if counted.first_day < day <= counted.last_day and first_openings(calendar)(day) is not None:
        return Why.BUSINESS_DAY
    return Why.HOLIDAY if is_holiday(calendar, day) else Why.CLOSED


def _line_of(part: Part) -> Line:
    return Line(
        to_date(part.day),
        to_instant(part.begins),
        to_instant(part.ends),
        part.ends - part.begins,
        part.why,
        _clock_text(part.begins + part.offset - part.day * DAY),
        _clock_text(part.ends + part.offset - part.day * DAY),
    )


def _date_line(calendar: Calendar, day: int, begins: int, ends: int, why: Why) -> Line:
    zone = find_zone(calendar.zone)
    local_begin = begins + offset_at(zone, begins) - day * DAY
    local_end = min(DAY, ends + offset_at(zone, ends) - day * DAY)
    return Line(
        to_date(day),
        to_instant(begins),
        to_instant(ends),
        ends - begins,
        why,
        _clock_text(local_begin),
        _clock_text(local_end),
    )


def _endless_pause(calendar: Calendar, since: int) -> Line:
    day, time_of_day = divmod(since + offset_at(find_zone(calendar.zone), since), DAY)
    starts = to_instant(since)
    return Line(to_date(day), starts, None, None, Why.PAUSE, _clock_text(time_of_day), None)


def _clock_text(time_of_day: int) -> str:
    minutes, seconds = divmod(time_of_day, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text
