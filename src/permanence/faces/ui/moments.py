"""Instants and spans as the reader says them."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils.translation import get_language, gettext, pgettext

from permanence.ground.lib.dates import say_date

MINUTE = timedelta(minutes=1)


def say_span(span: timedelta) -> str:
    """Return a length of time in its two largest units: "1 h 12 min", "3 d 4 h"."""
    moment, *units = _say_units(get_language())
    minutes = abs(span) // MINUTE
    if minutes < 1:
        return moment
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    numbers = (days, hours, 0 if days else rest)
    return " ".join(
        f"{number} {unit}" for number, unit in zip(numbers, units, strict=True) if number
    )


@lru_cache(maxsize=16)
def _say_units(_language: str | None) -> tuple[str, str, str, str]:
    return (
        gettext("under a minute"),
        pgettext("days, short", "d"),
        pgettext("hours, short", "h"),
        pgettext("minutes, short", "min"),
    )


def say_instant(instant: datetime, *, at: datetime, zone: tzinfo) -> str:
    """Return when that is for the reader: the time alone today, a weekday within the week."""
    local, today = instant.astimezone(zone), at.astimezone(zone).date()
    days = (local.date() - today).days
    if days == 0:
        return f"{local:%H:%M}"
    if 0 < days < 7:
        return f"{say_date(local.date(), 'D')} {local:%H:%M}"
    form = "j M" if local.year == today.year else "j M Y"
    return f"{say_date(local.date(), form)}, {local:%H:%M}"


def say_instant_fully(instant: datetime, *, zone: tzinfo) -> str:
    """Return the instant to the second with its zone, as it belongs behind any shorter form."""
    local = instant.astimezone(zone)
    day = say_date(local.date(), "D j M Y")
    return f"{day}, {local:%H:%M:%S} {say_zone(zone, instant)}"


def say_day(instant: datetime, *, at: datetime, zone: tzinfo) -> str:
    """Return the day of an instant as a heading: "Today", "Wednesday 25 November"."""
    day, today = instant.astimezone(zone).date(), at.astimezone(zone).date()
    if day == today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    return say_date(day, "l j F" if day.year == today.year else "l j F Y")


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
