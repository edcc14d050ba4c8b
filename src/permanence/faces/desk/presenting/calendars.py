"""A calendar as people read it: open now, month by month, and what an amount of time comes to.

Everything here takes a `Calendar` and a title, whether a policy or a contract has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.explaining import MOST_STEPS, show_step
from permanence.faces.desk.presenting.words import reader_language
from permanence.faces.ui.moments import (
    say_instant_fully,
    say_instant_in_zones,
    say_span,
    say_zone,
)
from permanence.faces.ui.numbers import read_number
from permanence.ground.lib.dates import say_date
from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    CalendarDay,
    DayException,
    Line,
    NeverDue,
    Target,
    Why,
    Window,
    is_open,
    month_of,
    name_holiday,
    next_opening,
    open_intervals,
    reckon_due,
    yearly_open_seconds,
)
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
HOUR = 3600
FIRST_YEAR, LAST_YEAR = 1971, 2199


@dataclass(frozen=True)
class Month:
    """A month of a year; its neighbours may lie outside the years that are shown."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def shifted(self, by: int) -> Month | None:
        """Return the month so many months later, if it is shown."""
        year, number = divmod(self.year * 12 + self.number - 1 + by, 12)
        return Month(year, number + 1) if FIRST_YEAR <= year <= LAST_YEAR else None


def read_month(text: str, calendar: Calendar, at: datetime) -> Month:
    """Return the month that an address names, else the one in which the calendar stands."""
    named, _dash, numbered = text.partition("-")
    year, number = read_number(named, digits=4), read_number(numbered, digits=2)
    if year and number and number <= 12:
        asked = Month(year, number)
        if asked.shifted(0):
            return asked
    today = at.astimezone(find_zone(calendar.zone)).date()
    return Month(today.year, today.month)


def show_calendar(calendar: Calendar, title: str, reader: Reader) -> Shown:
    """Return a calendar as a list shows it: where it is, whether it is open, how long in a year."""
    zone, at = find_zone(calendar.zone), reader.at
    here, there = _show_clock(reader.zone, at), _show_clock(zone, at)
    now, then = _say_standing(calendar, reader)
    return {
        "title": title,
        "zone": say_zone(zone, at),
        "clock": there,
        "reader_zone": say_zone(reader.zone, at),
        "reader_clock": "" if here == there else here,
        "open": is_open(calendar, at),
        "now": now,
        "then": then,
        "yearly": say_hours(yearly_open_seconds(calendar, at)),
    }


def say_hours(seconds: int) -> str:
    """Return an amount of open time in hours alone, as coverages are compared."""
    hours = round(seconds / HOUR, 2)
    shown = number_format(int(hours) if hours == int(hours) else hours, force_grouping=True)
    return ngettext("%(hours)s hour", "%(hours)s hours", 1 if hours == 1 else 2) % {"hours": shown}


def show_month(calendar: Calendar, month: Month, reader: Reader) -> Shown:
    """Return a month as `desk/calendar.html` lays it out: weeks of seven days from Monday."""
    days = month_of(calendar, month.year, month.number, language=reader_language())
    today = reader.at.astimezone(find_zone(calendar.zone)).date()
    blank: list[Shown | None] = [None] * days[0].date.weekday()
    cells = [*blank, *(show_day(day, today) for day in days)]
    cells += [None] * (-len(cells) % 7)
    monday = date(2024, 1, 1)
    return {
        "name": say_date(days[0].date, "F Y"),
        "weekdays": [say_date(monday + timedelta(days=number), "D") for number in range(7)],
        "weeks": [cells[place : place + 7] for place in range(0, len(cells), 7)],
        "total": say_hours(sum(day.seconds for day in days)),
    }


def show_sum(
    calendar: Calendar, *, start: datetime, target: Target, told: str, reader: Reader
) -> Shown:
    """Return what an instant and an amount of time come to, line by line; `told` is the amount."""
    zone = find_zone(calendar.zone)
    try:
        reckoning = reckon_due(calendar, start=start, target=target)
    except NeverDue:
        return {"never": True, "start": _say_fully(start, zone), "amount": told}
    due = reckoning.due
    lines = reckoning.explanation
    assert due is not None  # noqa: S101 -- only a pause holds it, and there is none
    there, here = _say_fully(due, zone), _say_fully(due, reader.zone)
    return {
        "never": False,
        "start": _say_fully(start, zone),
        "amount": told,
        "due": there,
        "due_iso": due.isoformat(),
        "elsewhere": "" if here == there else here,
        "steps": [show_step(line) | _say_word(calendar, line) for line in lines[:MOST_STEPS]],
        "left_out": max(0, len(lines) - MOST_STEPS),
        "in_days": isinstance(target, BusinessDays),
    }


def _say_word(calendar: Calendar, line: Line) -> Shown:
    """Return what a line says here: nothing was received, and a holiday has its name."""
    if line.why is Why.START:
        return {"word": _("first day")}
    names = name_holiday(calendar, line.date, reader_language())
    if line.why is Why.HOLIDAY and names:
        return {"word": _("holiday: %(name)s") % {"name": " · ".join(names)}}
    return {}


def show_day(day: CalendarDay, today: date) -> Shown:
    """Return one date as a month or a list shows it."""
    return {
        "number": day.date.day,
        "iso": day.date.isoformat(),
        "name": say_date(day.date, "l j F"),
        "weekday": say_date(day.date, "D"),
        "today": day.date == today,
        "windows": [_say_window(window) for window in day.windows],
        "hours": say_span(timedelta(seconds=day.seconds)) if day.seconds else "",
        "holiday": day.holiday,
        "holiday_name": " · ".join(day.names) or (_("Holiday") if day.holiday else ""),
        "exception": day.exception.value if day.exception else "",
        "exception_label": _exception_words()[day.exception] if day.exception else "",
        "notes": _list_notes(day),
    }


def _exception_words() -> dict[DayException, str]:
    return {
        DayException.OPENING: _("open as an exception"),
        DayException.CLOSING: _("closed as an exception"),
        DayException.HOURS: _("other hours"),
    }


def _list_notes(day: CalendarDay) -> list[str]:
    notes = [_("break %(hours)s") % {"hours": _say_window(one)} for one in day.breaks]
    notes += [_("closed this once %(hours)s") % {"hours": _say_window(one)} for one in day.holes]
    if day.clock_moves:
        moved = {"span": say_span(timedelta(seconds=abs(day.clock_moves)))}
        text = _("clock forward %(span)s") if day.clock_moves > 0 else _("clock back %(span)s")
        notes.append(text % moved)
    return notes


def _say_window(window: Window) -> str:
    if (window.begins, window.ends) == ("00:00", "24:00"):
        return _("all day")
    begins = f"{window.begins}{_mark(window.begins_next_day)}"
    return f"{begins}–{window.ends}{_mark(window.ends_next_day)}"


def _mark(next_day: bool) -> str:
    return "\N{NO-BREAK SPACE}" + _("next day") if next_day else ""


def _say_standing(calendar: Calendar, reader: Reader) -> tuple[str, str]:
    """Return whether it is open now, and when that changes, by its own clock and the reader's."""
    zones = [find_zone(calendar.zone), reader.zone]

    def say(instant: datetime) -> dict[str, str]:
        return {"when": say_instant_in_zones(instant, at=reader.at, zones=zones)}

    if calendar.always:
        return _("Open now."), _("It never closes.")
    opens = next_opening(calendar, reader.at)
    if opens is None:
        return _("Closed now."), _("It does not open again.")
    if opens > reader.at:
        return _("Closed now."), _("Opens again: %(when)s.") % say(opens)
    _begun, closes = next(open_intervals(calendar, reader.at))
    again = next_opening(calendar, closes)
    later = _("Opens again: %(when)s.") % say(again) if again else ""
    return _("Open now, until %(when)s.") % say(closes), later


def _show_clock(zone: tzinfo, at: datetime) -> str:
    local = at.astimezone(zone)
    return f"{say_date(local.date(), 'D')} {local:%H:%M}"


def _say_fully(instant: datetime, zone: tzinfo) -> str:
    return say_instant_fully(instant, zone=zone)
