"""How a measure stands, when its owner is reminded, and when it is asked whether it helped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Kind = Literal["prevent", "detect", "mitigate", "repair", "learn"]
KINDS: Final[tuple[Kind, ...]] = ("prevent", "detect", "mitigate", "repair", "learn")
Standing = Literal["open", "soon", "overdue", "done", "dropped"]
FaultCode = Literal["no_text", "no_cause", "strange_cause", "due_in_past"]


@dataclass(frozen=True)
class NewMeasure:
    """A measure as somebody plans it: what is done, what it removes, by whom and by when."""

    text: str
    kind: str
    causes: frozenset[int]
    owner: int
    due_at: datetime


@dataclass(frozen=True)
class Course:
    """What happened to a measure so far."""

    due_at: datetime
    warned_at: datetime | None = None
    done_at: datetime | None = None
    dropped_at: datetime | None = None
    check_at: datetime | None = None
    checked_at: datetime | None = None


def find_fault(measure: NewMeasure, *, known: frozenset[int], at: datetime) -> FaultCode | None:
    """Return what keeps a measure out of the plan: it removes at least one cause that is named."""
    if not measure.text.strip():
        return "no_text"
    if not measure.causes:
        return "no_cause"
    if measure.causes - known:
        return "strange_cause"
    return "due_in_past" if measure.due_at <= at else None


def standing_of(course: Course, *, at: datetime) -> Standing:
    """Return how a measure stands at an instant; at its due instant it is overdue."""
    if course.done_at is not None:
        return "done"
    if course.dropped_at is not None:
        return "dropped"
    if at >= course.due_at:
        return "overdue"
    return "soon" if course.warned_at is not None else "open"


def awaits_check(course: Course, *, at: datetime) -> bool:
    """Say whether somebody has to tell now if the same cause came back."""
    return (
        course.done_at is not None
        and course.check_at is not None
        and course.checked_at is None
        and at >= course.check_at
    )


def check_due(done_at: datetime, after: timedelta) -> datetime:
    """Return when it is asked whether the cause came back."""
    return done_at + after
