"""Correcting the spans of a ticket's past."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.promises.terms.rules import Stop
from permanence.service.tickets.rules.pausing import NoSuchTime, correct_stops

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STATES = st.sampled_from(["new", "open", "waiting_customer", "waiting_third_party"])
MINUTES = st.integers(0, 600)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Stop, ...]:
    turns = sorted({0, *draw(st.lists(MINUTES, max_size=5))})
    states = [draw(STATES) for _ in turns]
    ends = [*(at(turn) for turn in turns[1:]), None]
    return tuple(
        Stop(state, at(turn), end, f"because {state}")
        for state, turn, end in zip(states, turns, ends, strict=True)
    )


def state_at(spans: tuple[Stop, ...], instant: datetime) -> str:
    return next(
        span.state
        for span in spans
        if span.since <= instant and (span.until is None or instant < span.until)
    )


@given(histories(), MINUTES, st.integers(1, 300), STATES)
def test_a_correction_changes_its_own_time_and_no_other(
    spans: tuple[Stop, ...], since: int, length: int, state: str
) -> None:
    corrected = correct_stops(
        spans, state=state, since=at(since), until=at(since + length), reason="so it was"
    )

    for minute in range(0, 1000, 7):
        inside = since <= minute < since + length
        expected = state if inside else state_at(spans, at(minute))
        assert state_at(corrected, at(minute)) == expected
    assert corrected[0].since == spans[0].since
    assert corrected[-1].until is None
    assert all(one.until == next_one.since for one, next_one in pairwise(corrected))


@pytest.mark.parametrize(("since", "until"), [(-1, 5), (5, 5), (9, 5)])
def test_a_correction_lies_in_the_time_of_the_ticket_and_lasts(since: int, until: int) -> None:
    with pytest.raises(NoSuchTime):
        correct_stops(
            [Stop("open", NOON, None)], state="open", since=at(since), until=at(until), reason="x"
        )
