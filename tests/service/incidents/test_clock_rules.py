"""What becomes of a clock, against a small oracle that walks the seconds."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.policies.rules import Regulation
from permanence.promises.terms.rules import Clause
from permanence.service.incidents.rules.clocks import Timing, start_timing
from permanence.service.incidents.rules.naming import name_incident, read_incident_name
from permanence.service.incidents.rules.regulating import span_of_regulation

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
SECONDS = st.integers(0, 40)
ZONES = st.sampled_from(["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe"])


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


def regulation(months: int) -> Regulation:
    return Regulation(Clause("one", "policy:1", {}), "one", {}, timedelta(), months, "")


@pytest.mark.parametrize(
    ("zone", "start", "limit"),
    [
        # 23:30 UTC on 31 January is the first of February in Paris.
        ("Europe/Paris", "2026-01-31T23:30+00:00", "2026-03-01T00:30+01:00"),
        ("UTC", "2026-01-31T23:30+00:00", "2026-02-28T23:30+00:00"),
        ("America/New_York", "2026-03-01T03:00+00:00", "2026-03-28T22:00-04:00"),
        # The clocks go forward in between: the same time of day, an hour less.
        ("Europe/Paris", "2026-03-15T09:00+01:00", "2026-04-15T09:00+02:00"),
        # On 29 March 2026 there is no half past two in Paris, on 25 October there are two.
        ("Europe/Paris", "2026-02-28T02:30+01:00", "2026-03-28T02:30+01:00"),
        ("Europe/Paris", "2026-09-25T02:30+02:00", "2026-10-25T02:30+02:00"),
        ("Europe/Paris", "2028-01-31T12:00+01:00", "2028-02-29T12:00+01:00"),
    ],
)
def test_a_month_of_the_law_is_one_of_the_calendar_where_the_desk_is(
    zone: str, start: str, limit: str
) -> None:
    start_at = datetime.fromisoformat(start)

    span = span_of_regulation(regulation(1), start_at, zone=zone)

    assert start_at + span == datetime.fromisoformat(limit)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)), st.integers(1, 12), ZONES)
def test_a_month_of_the_law_ends_on_the_day_that_a_calendar_shows(
    moment: datetime, months: int, zone: str
) -> None:
    start_at = moment.replace(tzinfo=UTC)

    local = (start_at + span_of_regulation(regulation(months), start_at, zone=zone)).astimezone(
        ZoneInfo(zone)
    )

    began = start_at.astimezone(ZoneInfo(zone))
    assert (local.year * 12 + local.month) - (began.year * 12 + began.month) == months
    assert local.day == min(began.day, monthrange(local.year, local.month)[1])
    if local.hour != began.hour:
        skipped = began.replace(year=local.year, month=local.month, day=local.day)
        assert skipped.astimezone(UTC).astimezone(ZoneInfo(zone)).hour != skipped.hour


def test_an_incident_is_named_and_found_by_its_name() -> None:
    assert name_incident(1042) == "I-1042"
    assert read_incident_name(" i-1042 ") == read_incident_name("1042") == 1042
    assert read_incident_name("I-0") is None
