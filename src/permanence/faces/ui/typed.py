"""Instants as people type them into a form."""

from __future__ import annotations

from datetime import datetime, tzinfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext

FIRST_YEAR, LAST_YEAR = 1971, 2199


def read_typed(text: str, *, zone: tzinfo) -> datetime:
    """Return the instant of a day and a time in a zone, unless they name an offset themselves.

    Raises:
        ValidationError: it is no day with a time, or of a year that no form takes.
    """
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        raise ValidationError(gettext("Write a day and a time: 2026-11-25T14:30.")) from None
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        years = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise ValidationError(gettext("Give a year from %(first)s to %(last)s.") % years)
    return local if local.tzinfo else local.replace(tzinfo=zone)
