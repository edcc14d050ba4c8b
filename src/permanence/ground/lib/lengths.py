"""Lengths of time as people read them on a bill: to the minute, never in days."""

from __future__ import annotations

from django.utils.translation import pgettext


def say_length(seconds: int) -> str:
    """Return "7 h 30 min", "45 min" or "−1 h"; what is less than a minute is told in seconds."""
    sign = "\N{MINUS SIGN}" if seconds < 0 else ""
    minutes, rest = divmod(abs(seconds), 60)
    if not minutes and rest:
        return f"{sign}{rest}\N{NO-BREAK SPACE}{pgettext('seconds, short', 's')}"
    hours, minutes = divmod(minutes, 60)
    said = [(hours, pgettext("hours, short", "h")), (minutes, pgettext("minutes, short", "min"))]
    parts = [f"{number}\N{NO-BREAK SPACE}{unit}" for number, unit in said if number]
    return sign + "\N{NO-BREAK SPACE}".join(parts or [f"0\N{NO-BREAK SPACE}{said[1][1]}"])
