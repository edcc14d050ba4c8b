"""Instants and spans as the reader says them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from django.utils.translation import get_language, gettext, pgettext

from permanence.ground.lib.dates import say_date

MINUTE = timedelta(minutes=1)
# How the reader of this page wants days: in words, or by year, month and day.
_FORM: ContextVar[str] = ContextVar("form_of_dates", default="words")


@contextmanager
def writing_dates(form: str) -> Iterator[None]:
    """Write days in a reader's own form, "words" or "iso", on what is shown meanwhile."""
    before = _FORM.set(form)
    try:
        yield
    finally:
        _FORM.reset(before)


def write_day(day: date, form: str) -> str:
    """Return a day in a form of `say_date`, or as 2026-03-02 for who wants that."""
    if _FORM.get() != "iso" or "j" not in form:
        return say_date(day, form)
    has_weekday = form.startswith(("l", "D"))
    return f"{say_date(day, 'D')} {day.isoformat()}" if has_weekday else day.isoformat()


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
    return f"{write_day(local.date(), form)}, {local:%H:%M}"


def say_instant_fully(instant: datetime, *, zone: tzinfo) -> str:
    """Return the instant to the second with its zone, as it belongs behind any shorter form."""
    local = instant.astimezone(zone)
    day = write_day(local.date(), "D j M Y")
    return f"{day}, {local:%H:%M:%S} {say_zone(zone, instant)}"


def say_day(instant: datetime, *, at: datetime, zone: tzinfo) -> str:
    """Return the day of an instant as a heading: "Today", "Wednesday 25 November"."""
    day, today = instant.astimezone(zone).date(), at.astimezone(zone).date()
    if day == today:
        return gettext("Today")
    if day == today - timedelta(days=1):
        return gettext("Yesterday")
    return write_day(day, "l j F" if day.year == today.year else "l j F Y")


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
