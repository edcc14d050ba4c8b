"""When a first notice goes out, and to whom first, where contracts promise shorter times."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from permanence.service.incidents.rules.clocks import start_timing
from permanence.service.incidents.rules.owing import (
    GRACE,
    latest_release,
    order_customers,
    release_minute,
    shortest_interval,
)

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MINUTES = st.integers(-30, 90).map(lambda minutes: NOON + minutes * MINUTE)


@given(MINUTES, st.lists(MINUTES, max_size=5))
def test_a_release_is_never_later_than_usual_nor_than_a_clock_asks_unless_that_is_too_soon(
    usual: datetime, asked: list[datetime]
) -> None:
    minute = release_minute(usual, asked, at=NOON)

    assert minute >= NOON + GRACE
    for one in [usual, *asked]:
        assert minute <= max(one, NOON + GRACE)
    assert minute in {usual, NOON + GRACE, *asked}


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_a_release_leaves_time_for_another_way_and_for_a_contract_keeps_the_goal(
    goal: int, more: int, own: bool
) -> None:
    timing = start_timing(NOON, goal=goal * MINUTE, limit=(goal + more) * MINUTE)

    latest = latest_release(timing, own=own)

    assert latest <= timing.limit_at - 7 * MINUTE
    assert not own or latest <= NOON + goal * MINUTE
    assert latest in {timing.limit_at - 7 * MINUTE, timing.goal_at}


@given(st.sets(st.integers(1, 20)), st.dictionaries(st.integers(1, 20), MINUTES))
def test_whose_clock_ends_first_is_written_to_first(
    customers: set[int], limits: dict[int, datetime]
) -> None:
    order = order_customers(customers, limits)

    assert sorted(order) == sorted(customers)
    ends = [limits.get(one) for one in order]
    known = [one for one in ends if one is not None]
    assert ends == [*known, *[None] * (len(ends) - len(known))]
    assert known == sorted(known)


@given(st.integers(1, 90), st.lists(st.integers(1, 90)))
def test_one_report_for_all_comes_as_often_as_anybody_was_promised(
    usual: int, own: list[int]
) -> None:
    every = shortest_interval(usual * MINUTE, [one * MINUTE for one in own])

    assert every == min([usual, *own]) * MINUTE
