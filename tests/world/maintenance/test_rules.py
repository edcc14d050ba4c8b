"""How far planned work is, and which of its time uptime excuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permanence.world.maintenance.rules import (
    OVER,
    Plan,
    Stage,
    end_of,
    faults_of,
    span_apart,
    stage_of,
    turns_of,
)

START = datetime(2026, 3, 2, 22, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PLAN = Plan(START, START + 2 * HOUR, timedelta(hours=24))


@pytest.mark.parametrize(
    ("hours", "stage"),
    [
        (-25, Stage.PLANNED),
        (-24, Stage.SOON),
        (0, Stage.RUNNING),
        (2, Stage.OVERRUN),
        (100, Stage.OVERRUN),
    ],
)
def test_work_goes_through_its_stages(hours: int, stage: Stage) -> None:
    assert stage_of(PLAN, START + hours * HOUR) == stage


def test_work_may_end_by_itself_or_before_or_after_its_time() -> None:
    by_itself = replace(PLAN, ends_by_itself=True)
    early = replace(PLAN, completed_at=START + HOUR)
    late = replace(PLAN, completed_at=START + 3 * HOUR)

    assert stage_of(by_itself, START + 2 * HOUR) == Stage.COMPLETED
    assert span_apart(early) == (START, START + HOUR)
    assert span_apart(late) == (START, START + 2 * HOUR), "what takes longer is not excused"
    assert end_of(late) == START + 3 * HOUR
    assert span_apart(replace(PLAN, cancelled_at=START - HOUR)) is None


@given(
    st.integers(0, 48),
    st.booleans(),
    st.none() | st.integers(0, 10),
    st.integers(-60, 60),
    st.integers(0, 60),
)
def test_between_two_turns_nothing_happens_and_what_is_over_stays_over(
    warned: int, by_itself: bool, completed: int | None, first: int, later: int
) -> None:
    done = None if completed is None else START + completed * HOUR
    plan = Plan(START, START + 3 * HOUR, warned * HOUR, by_itself, done)
    early, late = START + first * HOUR, START + (first + later) * HOUR

    if not any(early < turn <= late for turn in turns_of(plan)):
        assert stage_of(plan, early) == stage_of(plan, late)
    if stage_of(plan, early) in OVER:
        assert stage_of(plan, late) in OVER


def test_every_fault_of_a_plan_is_named() -> None:
    wrong = Plan(START + HOUR, START, HOUR)
    long = Plan(START, START + timedelta(days=8), HOUR)

    def faults(plan: Plan, at: datetime = START - HOUR) -> list[str]:
        return list(faults_of(plan, titles={"fr": "x"}, components=0, language="en", at=at))

    assert faults(wrong) == ["ends_before_it_starts", "no_title", "no_component"]
    assert faults(long)[0] == "too_long"
    assert faults(PLAN, START + 9 * HOUR)[0] == "is_over"
    assert faults(PLAN, START - timedelta(days=400))[0] == "too_far"
