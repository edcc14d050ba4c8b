"""What speaks for it that a customer is touched: more than is usual with that customer. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, Final

WEEK: Final = timedelta(days=7)


class SignalKind(StrEnum):
    """Where a signal comes from, those that say most first."""

    ME_TOO = "me_too"
    ALERT = "alert"
    TRACE = "trace"
    CALL = "call"
    TICKET = "ticket"
    CLIMB = "climb"
    ENVIRONMENT = "environment"


# These say by themselves that the customer is touched; the others are compared with what is usual.
# Of failing messages those alone are noted that are above the customer's usual.
PLAIN: Final = frozenset({SignalKind.ME_TOO, SignalKind.ALERT, SignalKind.TRACE})


@dataclass(frozen=True)
class Thresholds:
    """When a count says something, and in which window it is taken (the desk's policy says)."""

    weeks: int
    least: int
    factor: int
    lead: timedelta
    source: str = ""


@dataclass(frozen=True)
class Window:
    """From when until when signals are counted."""

    start: datetime
    end: datetime

    def before(self, weeks: int) -> Window:
        """Return the same window so many weeks earlier."""
        return Window(self.start - weeks * WEEK, self.end - weeks * WEEK)


@dataclass(frozen=True)
class Observed:
    """How often something came from a customer in the window, and in those of earlier weeks.

    `subjects` are what it was: the keys of tickets, calls, alerts. Of messages `count` failed of
    `total`, where usually the share `usual` does.
    """

    organisation: int
    kind: str
    count: int
    earlier: Sequence[int] = ()
    subjects: tuple[int, ...] = ()
    total: int = 0
    usual: float | None = None


@dataclass(frozen=True)
class Signal:
    """What was observed, what is usual, and whether it speaks for it that they are touched."""

    organisation: int
    kind: str
    count: int
    usual: float
    speaks: bool
    subjects: tuple[int, ...] = ()
    total: int = 0

    def told(self) -> dict[str, Any]:
        """Return it as it is kept with a decision."""
        return {
            "organisation": self.organisation,
            "kind": str(self.kind),
            "count": self.count,
            "usual": str(self.usual),
            "subjects": list(self.subjects),
            **({"total": self.total} if self.total else {}),
        }


def window_of(
    occurred_at: datetime, *, until: datetime | None, at: datetime, lead: timedelta
) -> Window:
    """Return the window of an incident: from shortly before it occurred until it was resolved."""
    start = occurred_at - lead
    return Window(start, max(start, min(until or at, at)))


def judge_signal(seen: Observed, thresholds: Thresholds) -> Signal:
    """Compare what came from a customer with the median of the same window in earlier weeks."""
    earlier = list(seen.earlier) + [0] * (thresholds.weeks - len(seen.earlier))
    usual = float(median(earlier)) if earlier else 0.0
    if seen.usual is not None:
        usual = seen.usual
    if seen.kind == SignalKind.ENVIRONMENT:
        speaks = False
    elif seen.kind in PLAIN:
        speaks = seen.count > 0
    else:
        speaks = seen.count >= thresholds.least and seen.count > thresholds.factor * usual
    return Signal(
        seen.organisation, seen.kind, seen.count, usual, speaks, seen.subjects, seen.total
    )


def signals_by_customer(
    observed: Iterable[Observed], thresholds: Thresholds
) -> dict[int, list[Signal]]:
    """Return the signals of each customer, those that say most first."""
    kinds = list(SignalKind)
    found: dict[int, list[Signal]] = {}
    for seen in observed:
        if seen.count:
            found.setdefault(seen.organisation, []).append(judge_signal(seen, thresholds))
    for signals in found.values():
        signals.sort(key=lambda one: kinds.index(SignalKind(one.kind)))
    return found


def speaks_for(signals: Iterable[Signal]) -> bool:
    """Say whether something speaks for it that a customer is touched."""
    return any(one.speaks for one in signals)
