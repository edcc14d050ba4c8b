"""Days as each language writes them: its order, its marks, its capitals."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, pgettext

SMALL = frozenset({"fr", "it", "es"})  # they write days and months without a capital
FIRST = re.compile(r"\b1 ")


def say_date(day: date, form: str) -> str:
    """Return a day in one of the forms below, as the language in force writes it."""
    return _say_date(day, form, get_language() or "en")


def spell_instant(at: datetime, zone: str) -> str:
    """Return an instant in words, in the zone and in the language in force."""
    local = at.astimezone(ZoneInfo(zone))
    told = {"day": say_date(local.date(), "l j F Y"), "time": f"{local:%H:%M}"}
    return f"{gettext('%(day)s, %(time)s') % told} ({zone.replace('_', ' ')})"


@lru_cache(maxsize=4096)
def _say_date(day: date, form: str, language: str) -> str:
    # A list says the same few days hundreds of times.
    said = date_format(day, _forms()[form])
    if language == "fr":
        said = FIRST.sub("1er ", said)
    return said.lower() if language in SMALL else said


def _forms() -> dict[str, str]:
    return {
        "D": pgettext("form of a date", "D"),
        "j M": pgettext("form of a date", "j M"),
        "j M Y": pgettext("form of a date", "j M Y"),
        "D j M": pgettext("form of a date", "D j M"),
        "D j M Y": pgettext("form of a date", "D j M Y"),
        "j F Y": pgettext("form of a date", "j F Y"),
        "F Y": pgettext("form of a date", "F Y"),
        "l j F": pgettext("form of a date", "l j F"),
        "l j F Y": pgettext("form of a date", "l j F Y"),
    }
