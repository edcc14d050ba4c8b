"""What becomes of a clock, against a small oracle that walks the seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.service.incidents.rules.clocks import Timing, add_months, start_timing
from permanence.service.incidents.rules.naming import name_incident, read_incident_name

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECONDS = st.integers(0, 40)


def walk(goal: int | None, limit: int, met: int | None, now: int) -> str:
    """Return how a clock stands after so many seconds, second by second."""
    state = "running"
    for second in range(now + 1):
        if met is not None and second == met:
            return "late" if state == "overdue" or second == limit else "met"
        if second == limit:
            state = "overdue"
        elif state == "running" and goal is not None and second >= goal and second < limit:
            state = "warned"
    return state


@given(st.none() | SECONDS, SECONDS, st.none() | SECONDS, SECONDS)
def test_a_clock_stands_as_one_who_counts_seconds_says(
    goal: int | None, limit: int, met: int | None, now: int
) -> None:
    if met is not None and met > now:
        met = None
    span = timedelta(seconds=limit)
    timing = start_timing(NOON, goal=None if goal is None else timedelta(seconds=goal), limit=span)
    met_at = None if met is None else NOON + timedelta(seconds=met)

    standing = timing.standing(met_at=met_at, at=NOON + timedelta(seconds=now))

    assert standing == walk(goal, limit, met, now)
    missed = timing.missed_by(met_at, at=NOON + timedelta(seconds=now))
    assert (missed is not None) == (standing in {"late", "overdue"})


@given(SECONDS, SECONDS, SECONDS)
def test_a_clock_judged_from_another_instant_keeps_its_times(goal: int, more: int, by: int) -> None:
    timing = start_timing(NOON, goal=timedelta(seconds=goal), limit=timedelta(seconds=goal + more))

    moved = timing.move(NOON - timedelta(seconds=by))

    assert moved == start_timing(
        NOON - timedelta(seconds=by),
        goal=timedelta(seconds=goal),
        limit=timedelta(seconds=goal + more),
    )


def test_a_goal_at_the_limit_warns_of_nothing() -> None:
    assert Timing(NOON, NOON, NOON).marks() == [("limit", NOON)]


@pytest.mark.parametrize(
    ("start", "months", "then"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", 6, "2026-09-30"),
    ],
)
def test_a_month_ends_on_the_same_day_or_the_last(start: str, months: int, then: str) -> None:
    from_day = datetime.fromisoformat(start).replace(tzinfo=UTC)

    assert add_months(from_day, months).date().isoformat() == then


def test_an_incident_is_named_and_found_by_its_name() -> None:
    assert name_incident(1042) == "I-1042"
    assert read_incident_name(" i-1042 ") == read_incident_name("1042") == 1042
    assert read_incident_name("I-0") is None
