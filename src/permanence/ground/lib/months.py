"""Counting in months of the calendar. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime
from typing import TypeVar

Day = TypeVar("Day", date, datetime)


def add_months(day: Day, months: int) -> Day:
    """Return the same day so many months later, or the last one of a shorter month.

    An instant keeps its time of the wall clock; fewer than no months lead back.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return day.replace(year=year, month=month + 1, day=min(day.day, last))
