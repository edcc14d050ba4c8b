"""How a component is, and how it was: spans of trouble laid over one another. Pure."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Condition(StrEnum):
    """How a component is."""

    OPERATIONAL = "operational"
    DEGRADED = "degraded"
    PARTIAL = "partial"
    DOWN = "down"


ORDER: Final = tuple(Condition)
TROUBLES: Final = ORDER[1:]


@dataclass(frozen=True)
class Trouble:
    """A span in which something was wrong; without an end it still is."""

    condition: Condition
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Say whether it was so at an instant."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Stretch:
    """One condition from an instant until another, without a gap to the next stretch."""

    condition: Condition
    since: datetime
    until: datetime


def worst(conditions: Iterable[Condition]) -> Condition:
    """Return the gravest condition; operational where none is told."""
    return max(conditions, key=ORDER.index, default=Condition.OPERATIONAL)


def condition_at(troubles: Iterable[Trouble], at: datetime) -> Condition:
    """Return how a component is at an instant: the worst of what is known."""
    return worst(one.condition for one in troubles if one.holds(at))


def lay_line(troubles: Sequence[Trouble], *, since: datetime, until: datetime) -> list[Stretch]:
    """Return how a component was, in stretches without gaps; the worst holds where two meet."""
    if until <= since:
        return []
    cuts = {since, until}
    for one in troubles:
        cuts.update(cut for cut in (one.since, one.until) if cut and since < cut < until)
    marks = sorted(cuts)
    line: list[Stretch] = []
    for begins, ends in itertools.pairwise(marks):
        found = condition_at(troubles, begins)
        if line and line[-1].condition == found:
            line[-1] = Stretch(found, line[-1].since, ends)
        else:
            line.append(Stretch(found, begins, ends))
    return line


def changes_in(line: Sequence[Stretch]) -> list[datetime]:
    """Return each instant at which the condition changed."""
    return [one.since for one in line[1:]]
