"""The arithmetic against a brute-force walk over generated calendars."""

from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    NeverDue,
    OpenTime,
    Target,
    Why,
    due_instant,
    is_open,
    next_opening,
    open_intervals,
    open_seconds,
    read_calendar,
    reckon_due,
)
from tests.world.calendars.generated import DAYS, amounts, calendars, instants, pauses
from tests.world.calendars.oracle import Oracle

# Each example is one calendar, walked once, and several questions about it.
DAY = timedelta(days=1)
T = TypeVar("T")
many = settings(max_examples=60, deadline=None)
drawn_calendars = calendars()
Pauses = list[tuple[datetime, datetime | None]]


def several(asked: st.SearchStrategy[T]) -> st.SearchStrategy[list[T]]:
    return st.lists(asked, min_size=6, max_size=18)


def fit(calendar: Calendar, start: datetime, seconds: int) -> int:
    """Make an amount of time such that it passes within days: a walk over years proves little."""
    return seconds % (open_seconds(calendar, start=start, end=start + 6 * DAY) + 2)


def due_or_never(
    calendar: Calendar, start: datetime, target: Target, stopped: Pauses
) -> datetime | None:
    try:
        return due_instant(calendar, start=start, target=target, pauses=stopped)
    except NeverDue:
        return None


def within(due: datetime | None, end: datetime) -> datetime | None:
    return due if due is not None and due < end else None


@many
@given(drawn_calendars, st.data())
def test_due_instants_and_open_time_are_those_of_a_walk_over_all_minutes(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    oracle, calendar = Oracle(mapping, first, DAYS), read_calendar(mapping)
    question = st.tuples(instants(first), instants(first), amounts, pauses(first))

    for start, other, amount, stopped in data.draw(several(question)):
        seconds = fit(calendar, start, amount)
        due = due_or_never(calendar, start, OpenTime(seconds), stopped)
        opening = next_opening(calendar, start)
        span = {"start": min(start, other), "end": max(start, other)}
        measured = open_seconds(calendar, **span, pauses=stopped)
        again = due_or_never(calendar, span["start"], OpenTime(measured), stopped)

        assert within(due, oracle.end) == oracle.due(start, seconds, stopped)
        assert within(opening, oracle.end) == oracle.due(start, 0)
        assert is_open(calendar, start) == oracle.measure(start, start + timedelta(seconds=1))
        assert measured == oracle.measure(span["start"], span["end"], stopped)
        # Often the end of open hours, since `other` seldom lies in them.
        assert within(again, oracle.end) == oracle.due(span["start"], measured, stopped)


@many
@given(drawn_calendars, st.data())
def test_business_days_are_those_of_the_walk(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    oracle, calendar = Oracle(mapping, first - 2 * DAY, DAYS + 10), read_calendar(mapping)
    question = st.tuples(instants(first, 3), st.integers(1, 4), pauses(first))

    for start, days, stopped in data.draw(several(question)):
        due = due_or_never(calendar, start, BusinessDays(days), stopped)

        expected = oracle.due_in_days(start, days, stopped)
        known = oracle.end - 4 * DAY
        assert within(due, known) == within(expected, known)


@many
@given(drawn_calendars, st.data())
def test_open_intervals_are_apart_and_are_what_is_open(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    oracle, calendar = Oracle(mapping, first, DAYS), read_calendar(mapping)
    start = data.draw(instants(first, 2))

    intervals = []
    for opens, closes in open_intervals(calendar, start):
        if opens >= oracle.end:
            break
        intervals.append((opens, min(closes, oracle.end)))

    assert all(earlier[1] < later[0] for earlier, later in pairwise(intervals))
    assert all(oracle.measure(*span) == (span[1] - span[0]).total_seconds() for span in intervals)
    total = sum((closes - opens).total_seconds() for opens, closes in intervals)
    assert total == oracle.measure(start, oracle.end)


@many
@given(drawn_calendars, st.data())
def test_adding_and_measuring_agree(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    calendar = read_calendar(mapping)

    for start, stopped in data.draw(several(st.tuples(instants(first), pauses(first)))):
        end = start + 20 * DAY
        seconds = open_seconds(calendar, start=start, end=end, pauses=stopped)
        if not seconds:
            continue
        target = OpenTime(data.draw(st.integers(1, seconds)))

        due = due_instant(calendar, start=start, target=target, pauses=stopped)

        assert due is not None
        assert open_seconds(calendar, start=start, end=due, pauses=stopped) == target.seconds
        elapsed = OpenTime(open_seconds(calendar, start=start, end=due))
        assert due_instant(calendar, start=start, target=elapsed) == due


@many
@given(drawn_calendars, st.data())
def test_who_starts_later_is_not_due_earlier(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    calendar = read_calendar(mapping)
    stopped = data.draw(pauses(first))

    starts = sorted(data.draw(several(instants(first))))
    seconds = fit(calendar, starts[0], data.draw(amounts))
    dues = [due_or_never(calendar, start, OpenTime(seconds), stopped) for start in starts]

    known = [due for due in dues if due is not None]
    assert known == sorted(known)
    assert dues[: len(known)] == known


@many
@given(drawn_calendars, st.data())
def test_a_pause_moves_the_due_instant_by_its_open_time(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    calendar = read_calendar(mapping)
    start = data.draw(instants(first, 4))
    seconds = max(1, fit(calendar, start, data.draw(amounts)))
    one, other = data.draw(instants(first)), data.draw(instants(first))
    paused, resumed = min(one, other), max(one, other)
    without = due_or_never(calendar, start, OpenTime(seconds), [])
    due = due_or_never(calendar, start, OpenTime(seconds), [(paused, resumed)])

    if without is None or due is None:
        # Where only some dates are open, a pause may use up all there is.
        assert due is None
    elif paused >= without or resumed <= start:
        assert due == without
    else:
        held = open_seconds(calendar, start=max(start, paused), end=resumed)
        assert due == due_instant(calendar, start=start, target=OpenTime(seconds + held))


@many
@given(drawn_calendars, st.data())
def test_an_explanation_covers_the_time_and_adds_up(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    calendar = read_calendar(mapping)
    start = data.draw(instants(first))
    seconds = fit(calendar, start, data.draw(amounts))
    stopped = data.draw(pauses(first))
    try:
        reckoning = reckon_due(calendar, start=start, target=OpenTime(seconds), pauses=stopped)
    except NeverDue:
        return

    lines = reckoning.explanation
    assert all(earlier.ends == later.starts for earlier, later in pairwise(lines))
    if reckoning.due is None:
        assert lines[-1].ends is None
        return
    assert sum(line.seconds or 0 for line in lines if line.why is Why.OPEN) == seconds
    elapsed = (reckoning.due - start).total_seconds()
    assert sum(line.seconds or 0 for line in lines) == elapsed


@many
@given(drawn_calendars, st.data())
def test_an_explanation_of_business_days_counts_them(
    drawn: tuple[dict[str, Any], date], data: st.DataObject
) -> None:
    mapping, first = drawn
    calendar = read_calendar(mapping)
    start, days = data.draw(instants(first)), data.draw(st.integers(1, 5))
    stopped = data.draw(pauses(first))
    try:
        reckoning = reckon_due(calendar, start=start, target=BusinessDays(days), pauses=stopped)
    except NeverDue:
        return

    lines = reckoning.explanation
    assert sum(line.why is Why.BUSINESS_DAY for line in lines) == days
    assert sum(line.why is Why.START for line in lines) == 1
    if reckoning.due is not None:
        paused = sum(line.seconds or 0 for line in lines if line.why is Why.PAUSE)
        moved = sum(line.seconds or 0 for line in lines if line.why is Why.OPEN)
        assert paused == moved
    else:
        assert lines[-1].ends is None
