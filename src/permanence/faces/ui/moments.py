"""Instants and spans as the reader says them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext

MINUTE = timedelta(minutes=1)


def say_span(span: timedelta) -> str:
    """Return a length of time in its two largest units: "1 h 12 min", "3 d 4 h"."""
    minutes = abs(span) // MINUTE
    if minutes < 1:
        return gettext("under a minute")
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    units = [
        (days, pgettext("days, short", "d")),
        (hours, pgettext("hours, short", "h")),
        (0 if days else rest, pgettext("minutes, short", "min")),
    ]
    return " ".join(f"{number} {unit}" for number, unit in units if number)


def say_instant(instant: datetime, *, at: datetime, zone: tzinfo) -> str:
    """Return when that is for the reader: the time alone today, a weekday within the week."""
    local, today = instant.astimezone(zone), at.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        return date_format(local, "H:i")
    if 0 < days < 7:
        return date_format(local, "D H:i")
    return date_format(local, "j M, H:i" if local.year == today.year else "j M Y, H:i")


def say_instant_fully(instant: datetime, *, zone: tzinfo) -> str:
    """Return the instant to the second with its zone, as it belongs behind any shorter form."""
    return f"{date_format(instant.astimezone(zone), 'D j M Y, H:i:s')} {say_zone(zone, instant)}"


def say_day(instant: datetime, *, at: datetime, zone: tzinfo) -> str:
    """Return the day of an instant as a heading: "Today", "Wednesday 25 November"."""
    day, today = instant.astimezone(zone).date(), at.astimezone(zone).date()
    if day == today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    return date_format(day, "l j F" if day.year == today.year else "l j F Y")


def say_zone(zone: tzinfo, instant: datetime) -> str:
    """Return a zone's name, or its distance from UTC: "Europe/Paris", "UTC−05:00"."""
    if name := getattr(zone, "key", ""):
        return str(name)
    offset = zone.utcoffset(instant) or timedelta()
    if not offset:
        return "UTC"
    minutes = abs(offset) // MINUTE
    return f"UTC{'−' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"


def say_instant_in_zones(instant: datetime, *, at: datetime, zones: list[tzinfo]) -> str:
    """Return the instant in each zone that tells another time: "15:40 Europe/Paris · …"."""
    said: dict[str, str] = {}
    for zone in zones:
        said.setdefault(say_instant(instant, at=at, zone=zone), say_zone(zone, instant))
    return " · ".join(f"{moment} {zone}" for moment, zone in said.items())
