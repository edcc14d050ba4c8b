"""What is owed to customers whose contracts promise shorter times. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from permanence.service.incidents.rules.clocks import Timing
from permanence.service.notices.rules import PATIENCE

# What is declared late is released soon; somebody who is there can still say no.
GRACE: Final = timedelta(minutes=2)
NEVER: Final = datetime.max.replace(tzinfo=UTC)


def latest_release(timing: Timing, *, own: bool) -> datetime:
    """Return by when a first notice has to be released for a clock to be met.

    Early enough before its limit to take another way where no server takes a mail; for a clock of
    a contract at its goal, if that is earlier.
    """
    before = timing.limit_at - PATIENCE - GRACE
    goals = [timing.goal_at] if own and timing.goal_at else []
    return min([before, *goals])


def release_minute(usual: datetime, latest: Iterable[datetime], *, at: datetime) -> datetime:
    """Return when policy releases a first notice: in its own minute, or earlier for a clock.

    Never so soon that nobody could say no.
    """
    return max(min([usual, *latest]), at + GRACE)


def order_customers(customers: Iterable[int], limits: Mapping[int, datetime]) -> list[int]:
    """Return customers as notices go out to them: whose own clock ends first comes first."""
    return sorted(customers, key=lambda one: (one not in limits, limits.get(one, NEVER), one))


def shortest_interval(usual: timedelta, own: Sequence[timedelta]) -> timedelta:
    """Return how often reports come when one notice goes to all: as often as any was promised."""
    return min([usual, *own])
