"""The year ahead of a calendar: its week, the hours of each month, and every day that differs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from permanence.faces.desk.access import Reader
from permanence.faces.desk.presenting.calendars import Month, read_month, say_hours, show_day
from permanence.faces.desk.presenting.words import reader_language
from permanence.ground.lib.dates import say_date
from permanence.world.accounts.models import Desk, Team
from permanence.world.calendars.rules import Calendar, CalendarDay, month_of
from permanence.world.calendars.rules.public import holidays_of_year
from permanence.world.calendars.rules.zones import find_zone

Shown = dict[str, Any]
MONTHS: Final = 12
MINUTE: Final = 60


def show_year(calendar: Calendar, reader: Reader) -> list[Shown]:
    """Return the twelve months from this one on, each with the days on which something differs."""
    first = read_month("", calendar, reader.at)
    months = [one for one in map(first.shifted, range(MONTHS)) if one is not None]
    today = reader.at.astimezone(find_zone(calendar.zone)).date()
    return [show_month_ahead(calendar, month, today) for month in months]


def show_month_ahead(calendar: Calendar, month: Month, today: date) -> Shown:
    """Return a month: how long it is open, and its days that differ from the week."""
    days = month_of(calendar, month.year, month.number, language=reader_language())
    return {
        "name": say_date(days[0].date, "F Y"),
        "hours": say_hours(sum(day.seconds for day in days)),
        "days": [show_different(calendar, day, today) for day in days if is_different(day, today)],
    }


def is_different(day: CalendarDay, today: date) -> bool:
    """Say whether a day that is still to come is not as its weekday."""
    if day.date < today:
        return False
    return bool(day.holiday or day.exception or day.holes or day.clock_moves)


def show_different(calendar: Calendar, day: CalendarDay, today: date) -> Shown:
    """Return a day that differs: what it is, where that comes from, and its hours."""
    shown = show_day(day, today)
    what = [shown["holiday_name"], shown["exception_label"], *shown["notes"]]
    return {
        "iso": shown["iso"],
        "date": say_date(day.date, "D j M Y"),
        "what": [one for one in what if one],
        "sources": say_sources(calendar, day),
        "hours": ", ".join(shown["windows"]) or _("closed"),
    }


def say_sources(calendar: Calendar, day: CalendarDay) -> list[str]:
    """Return where a day that differs comes from: a country's law, or the desk's own document."""
    found = [
        _("public holiday of %(place)s") % {"place": " ".join(filter(None, place))}
        for place in calendar.public
        if day.holiday and is_public(place, day)
    ]
    if day.date in calendar.holidays or (day.date.month, day.date.day) in calendar.yearly:
        found.append(_("day of the desk"))
    if day.exception or day.holes:
        found.append(_("exception in the policy"))
    if day.clock_moves:
        found.append(_("time zone %(zone)s") % {"zone": calendar.zone.replace("_", " ")})
    return found


def is_public(place: tuple[str, str | None], day: CalendarDay) -> bool:
    """Say whether a date is a public holiday of a place."""
    return day.date in holidays_of_year(*place, day.date.year)


def show_week(calendar: Calendar) -> list[Shown]:
    """Return the hours of each weekday."""
    monday = date(2024, 1, 1)
    return [
        {
            "name": say_date(monday + timedelta(days=number), "D"),
            "windows": [f"{say_clock(begins)}–{say_clock(ends)}" for begins, ends in spans]
            or [_("closed")],
        }
        for number, spans in enumerate(calendar.week)
    ]


def say_clock(second: int) -> str:
    """Return a second of a day as a clock shows it; past midnight it begins again."""
    hours, minutes = divmod(second // MINUTE, MINUTE)
    return f"{hours if hours <= 24 else hours - 24:02}:{minutes:02}"


def list_teams(desk: Desk, key: str) -> list[Shown]:
    """Return the teams of a desk that work on a calendar."""
    rows = Team.objects.filter(desk=desk, calendar=key, retired_at=None).order_by("position")
    return [{"name": one.name, "url": reverse("desk:team", args=[one.pk])} for one in rows]
