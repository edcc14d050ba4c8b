"""When planned work on components begins, lasts and is over. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

LONGEST: Final = timedelta(days=7)
FURTHEST: Final = timedelta(days=366)


class Stage(StrEnum):
    """How far planned work is."""

    PLANNED = "planned"
    SOON = "soon"
    RUNNING = "running"
    OVERRUN = "overrun"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


# While components may be disturbed: no alarm of theirs is news.
UNDER_WAY: Final = frozenset({Stage.RUNNING, Stage.OVERRUN})
OVER: Final = frozenset({Stage.COMPLETED, Stage.CANCELLED})


@dataclass(frozen=True)
class Plan:
    """Planned work in its times; without `ends_by_itself` a person says when it is over."""

    starts_at: datetime
    ends_at: datetime
    warned_before: timedelta
    ends_by_itself: bool = False
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None


def stage_of(plan: Plan, at: datetime) -> Stage:
    """Return how far planned work is at an instant."""
    if plan.cancelled_at is not None and plan.cancelled_at <= at:
        return Stage.CANCELLED
    if plan.completed_at is not None and plan.completed_at <= at:
        return Stage.COMPLETED
    if at < plan.starts_at:
        return Stage.SOON if at >= plan.starts_at - plan.warned_before else Stage.PLANNED
    if at < plan.ends_at:
        return Stage.RUNNING
    return Stage.COMPLETED if plan.ends_by_itself else Stage.OVERRUN


def turns_of(plan: Plan) -> list[datetime]:
    """Return each instant at which the stage may turn, in their order."""
    told = (
        plan.starts_at - plan.warned_before,
        plan.starts_at,
        plan.ends_at,
        plan.completed_at,
        plan.cancelled_at,
    )
    return sorted({one for one in told if one is not None})


def end_of(plan: Plan) -> datetime | None:
    """Return when the work was over, or will be by itself; None while only a person can say."""
    if plan.cancelled_at is not None:
        return plan.cancelled_at
    if plan.completed_at is not None:
        return plan.completed_at
    return plan.ends_at if plan.ends_by_itself else None


def span_apart(plan: Plan) -> tuple[datetime, datetime] | None:
    """Return the time that uptime counts apart: what was planned, as far as it was used.

    Work that takes longer than planned is excused to its planned end and no further.
    """
    over = end_of(plan)
    until = plan.ends_at if over is None else min(over, plan.ends_at)
    return (plan.starts_at, until) if until > plan.starts_at else None


def faults_of(
    plan: Plan, *, titles: Mapping[str, str], components: int, language: str, at: datetime
) -> Iterator[str]:
    """Yield the code of everything that is wrong with a plan before it is announced."""
    if plan.ends_at <= plan.starts_at:
        yield "ends_before_it_starts"
    elif plan.ends_at - plan.starts_at > LONGEST:
        yield "too_long"
    if plan.ends_at <= at:
        yield "is_over"
    if plan.starts_at > at + FURTHEST:
        yield "too_far"
    if not titles.get(language, "").strip():
        yield "no_title"
    if not components:
        yield "no_component"
