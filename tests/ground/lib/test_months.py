"""Months are those of the calendar: the same day, or the last one of a shorter month."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from permanence.ground.lib.months import add_months

DAYS = some.dates(min_value=date(1900, 1, 1), max_value=date(2200, 12, 31))
MONTHS = some.integers(-1200, 1200)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 3, 2), 12, date(2027, 3, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 10, 31), 4, date(2027, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 3, 31), 6, date(2026, 9, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_it_is_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert add_months(day, months) == then


@given(DAYS, MONTHS)
def test_months_are_passed_one_by_one_and_days_are_kept_where_they_can_be(
    day: date, months: int
) -> None:
    later = add_months(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == min(day.day, monthrange(later.year, later.month)[1])


@given(DAYS, DAYS, MONTHS)
def test_what_is_earlier_stays_no_later(one: date, other: date, months: int) -> None:
    assert (one <= other) <= (add_months(one, months) <= add_months(other, months))


@given(DAYS, some.times(), MONTHS)
def test_an_instant_keeps_its_time(day: date, at: time, months: int) -> None:
    instant = datetime.combine(day, at, UTC)

    assert add_months(instant, months) == datetime.combine(add_months(day, months), at, UTC)
