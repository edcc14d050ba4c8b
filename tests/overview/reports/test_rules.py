"""Months, tallies and verdicts: how promises are counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.overview.reports.rules import (
    Line,
    Month,
    Tally,
    lateness,
    month_of,
    months_until,
    read_month,
    sum_up,
    verdict_of,
)

DUE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER = DUE + timedelta(hours=3)
months = st.builds(Month, st.integers(2000, 2100), st.integers(1, 12))


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2026-03", Month(2026, 3)),
        ("2026-12", Month(2026, 12)),
        ("2026-13", None),
        ("2026-00", None),
        ("2026-3", None),
        ("1999-01", None),
        ("9999-12", None),
        ("", None),
        ("2026-03\n", None),
        ("２０２６-03", None),
    ],
)
def test_a_month_is_read_as_it_is_written(text: str, month: Month | None) -> None:
    assert read_month(text) == month


@given(months, st.integers(-500, 500))
def test_going_forth_and_back_ends_where_it_began(month: Month, count: int) -> None:
    assert month.plus(count).plus(-count) == month
    assert read_month(str(month)) == month
    assert month.last + timedelta(days=1) == month.plus(1).first


def test_a_year_is_twelve_months_of_which_the_last_is_the_one_asked_for() -> None:
    year = months_until(Month(2026, 3))

    assert len(year) == 12
    assert (year[0], year[-1]) == (Month(2025, 4), Month(2026, 3))


@pytest.mark.parametrize(
    ("zone", "month"),
    [("Asia/Tokyo", Month(2026, 4)), ("UTC", Month(2026, 3)), ("America/Toronto", Month(2026, 3))],
)
def test_a_month_is_that_of_the_desks_own_zone(zone: str, month: Month) -> None:
    late_in_march = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)

    assert month_of(late_in_march, ZoneInfo(zone)) == month


@given(months, st.sampled_from(["Europe/Paris", "Australia/Lord_Howe", "America/Sao_Paulo"]))
def test_every_instant_between_two_beginnings_is_of_the_month(month: Month, name: str) -> None:
    zone = ZoneInfo(name)
    begins, ends = month.begins(zone), month.plus(1).begins(zone)

    assert month_of(begins, zone) == month
    assert month_of(ends.astimezone(UTC) - timedelta(microseconds=1), zone) == month


@pytest.mark.parametrize(
    ("kept", "late", "share"),
    [(0, 0, None), (1, 0, 1000), (0, 1, 0), (2, 1, 666), (9_999, 1, 999), (1, 9_999, 0)],
)
def test_a_share_is_rounded_down_so_that_all_means_all(
    kept: int, late: int, share: int | None
) -> None:
    assert Tally(kept, late, running=7).share == share


def test_guarantees_and_targets_are_never_added_up() -> None:
    lines = [
        Line("response", "target", Tally(1, 1, 0)),
        Line("response", "guarantee", Tally(3, 0, 1)),
        Line("resolution", "guarantee", Tally(0, 2, 0)),
        Line("triage", "own", Tally(5, 0, 0)),
    ]

    assert sum_up(lines) == [
        Line(None, "guarantee", Tally(3, 2, 1)),
        Line(None, "target", Tally(1, 1, 0)),
        Line(None, "own", Tally(5, 0, 0)),
    ]


@pytest.mark.parametrize(
    ("met_at", "missed_at", "verdict"),
    [
        (None, None, "running"),
        (LATER, None, "kept"),
        (None, DUE, "late"),
        (LATER, DUE, "late"),
    ],
)
def test_what_was_broken_stays_broken(
    met_at: datetime | None, missed_at: datetime | None, verdict: str
) -> None:
    assert verdict_of(met_at=met_at, missed_at=missed_at) == verdict


def test_lateness_runs_until_the_promise_is_met() -> None:
    much_later = LATER + timedelta(days=1)

    assert lateness(DUE, met_at=LATER, at=much_later) == timedelta(hours=3)
    assert lateness(DUE, met_at=None, at=LATER) == timedelta(hours=3)
    assert lateness(DUE, met_at=DUE, at=LATER) == timedelta()
