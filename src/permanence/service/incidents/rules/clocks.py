"""What becomes of the clocks of an incident. Pure.

Under means under: what happens at the very instant of the limit is late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Standing = Literal["running", "warned", "overdue", "met", "late", "withdrawn"]
OCCURRENCE: Final = "occurrence"
DETECTION: Final = "detection"
AWARENESS: Final = "awareness"


@dataclass(frozen=True)
class Timing:
    """When a clock starts, the time aimed at, and the time allowed."""

    start_at: datetime
    goal_at: datetime | None
    limit_at: datetime

    def move(self, start_at: datetime) -> Timing:
        """Return the same times from another start."""
        by = start_at - self.start_at
        goal_at = None if self.goal_at is None else self.goal_at + by
        return Timing(start_at, goal_at, self.limit_at + by)

    def marks(self) -> list[tuple[str, datetime]]:
        """Return the instants at which the watch acts, in their order."""
        warn = [("warn", self.goal_at)] if self.goal_at and self.goal_at < self.limit_at else []
        return [*warn, ("limit", self.limit_at)]

    def missed_by(self, met_at: datetime | None, *, at: datetime) -> datetime | None:
        """Return the limit if what was due had not happened before it, as far as is known."""
        happened = at if met_at is None else met_at
        return self.limit_at if happened >= self.limit_at else None

    def standing(
        self, *, met_at: datetime | None, withdrawn_at: datetime | None = None, at: datetime
    ) -> Standing:
        """Return how it stands at an instant, in one word."""
        if withdrawn_at is not None:
            return "withdrawn"
        if met_at is not None:
            return "met" if met_at < self.limit_at else "late"
        if at >= self.limit_at:
            return "overdue"
        return "warned" if self.goal_at is not None and at >= self.goal_at else "running"


def start_timing(start_at: datetime, *, goal: timedelta | None, limit: timedelta) -> Timing:
    """Return the times that run from an instant."""
    return Timing(start_at, None if goal is None else start_at + goal, start_at + limit)


def name_matter(key: str) -> str:
    """Return what a climb for a clock is told apart by: a word without signs."""
    return key.replace(":", "_")


def of_matter(matter: str) -> str:
    """Return the key of the clock that a climb is for."""
    matters = ("regulatory", "action")
    kind, _sign, rest = matter.partition("_")
    return f"{kind}:{rest}" if kind in matters and rest else matter
