"""What incidents say in figures: how long things took, for whom, and what came back. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import Final

STEPS: Final = ("detect", "assess", "notify", "resolve")
RECURS_WITHIN: Final = timedelta(days=90)
SPANS: Final = (3, 12, 36)


@dataclass(frozen=True)
class Course:
    """What an incident went through: when each step was done, None where it has not been.

    `told` is when each customer touched had a written notice; `late` are the steps of which a
    clock from the occurrence was missed.
    """

    number: int
    occurred_at: datetime
    done: Mapping[str, datetime | None]
    told: Mapping[int, datetime | None] = field(default_factory=dict)
    components: frozenset[int] = frozenset()
    late: frozenset[str] = frozenset()

    def took(self, step: str) -> timedelta | None:
        """Return how long after the occurrence a step was done."""
        done = self.done.get(step)
        return None if done is None else done - self.occurred_at


@dataclass(frozen=True)
class Spread:
    """How long something took: in how many cases, in half of them, in nine of ten, at worst."""

    count: int
    median: timedelta
    ninth: timedelta
    worst: timedelta


@dataclass(frozen=True)
class Recurrence:
    """A component that failed again soon after an incident on it was resolved."""

    component: int
    earlier: int
    later: int
    after: timedelta


def find_share(lengths: Sequence[timedelta], share: float) -> timedelta:
    """Return the length that a share of all does not pass: one that really was."""
    ordered = sorted(lengths)
    return ordered[max(ceil(share * len(ordered)), 1) - 1]


def spread_of(lengths: Iterable[timedelta | None]) -> Spread | None:
    """Return how lengths are spread; None where there is none."""
    known = [one for one in lengths if one is not None]
    if not known:
        return None
    return Spread(len(known), find_share(known, 0.5), find_share(known, 0.9), max(known))


def spread_steps(courses: Sequence[Course]) -> dict[str, Spread | None]:
    """Return how long each step took, over all incidents."""
    return {step: spread_of(one.took(step) for one in courses) for step in STEPS}


def spread_customers(courses: Iterable[Course]) -> dict[int, Spread]:
    """Return for each customer how long their written notices took, those worst served first."""
    lengths: dict[int, list[timedelta]] = defaultdict(list)
    for one in courses:
        for customer, told_at in one.told.items():
            if told_at is not None:
                lengths[customer].append(told_at - one.occurred_at)
    found = {customer: spread_of(took) for customer, took in lengths.items()}
    known = [(customer, one) for customer, one in found.items() if one is not None]
    return dict(sorted(known, key=lambda pair: (pair[1].worst, pair[0]), reverse=True))


def find_recurrences(courses: Iterable[Course]) -> list[Recurrence]:
    """Return what failed again within ninety days of having been resolved, the latest first."""
    ordered = sorted(courses, key=lambda one: (one.occurred_at, one.number))
    found, last = [], dict[int, Course]()
    for one in ordered:
        for component in sorted(one.components):
            before = last.get(component)
            resolved = before.done.get("resolve") if before else None
            if before and resolved and timedelta() <= one.occurred_at - resolved <= RECURS_WITHIN:
                after = one.occurred_at - resolved
                found.append(Recurrence(component, before.number, one.number, after))
            last[component] = one
    return found[::-1]


def read_months(text: str) -> int:
    """Return over how many months figures are asked for."""
    return int(text) if text in {str(one) for one in SPANS} else SPANS[1]
