"""What a supervisor's board counts: ages, lengths, and the share of each in a whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
# Each bound begins the next bar; an age of exactly one day is in the second.
AGES: Final = (DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY)
LENGTHS: Final = (HOUR / 4, HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY)
SPANS: Final = (7, 30, 90)
FIRST_SPAN: Final = 30


@dataclass(frozen=True)
class Load:
    """How many open tickets somebody has: all, those overdue, and those of the gravest severity."""

    open: int = 0
    late: int = 0
    gravest: int = 0

    def __add__(self, other: Load) -> Load:
        """Return two loads together."""
        return Load(self.open + other.open, self.late + other.late, self.gravest + other.gravest)


@dataclass(frozen=True)
class Speed:
    """How long something took, over a number of tickets: in bars, and the middle of it.

    `bars` has one count more than `LENGTHS`. `median` and `ninth` are the lengths that half and
    nine in ten stay within; None without any.
    """

    bars: tuple[int, ...]
    median: timedelta | None = None
    ninth: timedelta | None = None

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.bars)


@dataclass(frozen=True)
class Backlog:
    """The open tickets of a desk or a team, by whose they are and by their age.

    Among people and teams 0 stands for nobody's. `customers` are those who wait for most, by their
    numbers, with the most overdue first; what is confidential is counted with none of them.
    """

    whole: Load = Load()
    people: Mapping[int, Load] = field(default_factory=dict)
    teams: Mapping[int, Load] = field(default_factory=dict)
    ages: tuple[int, ...] = (0,) * (len(AGES) + 1)
    customers: tuple[tuple[int, Load], ...] = ()


@dataclass(frozen=True)
class Speeds:
    """How long first answers and solutions took."""

    answers: Speed = Speed((0,) * (len(LENGTHS) + 1))
    solutions: Speed = Speed((0,) * (len(LENGTHS) + 1))


def fill_bars(counted: Iterable[tuple[int, int]], bounds: Sequence[timedelta]) -> tuple[int, ...]:
    """Return the count of each bar, none where nothing was counted."""
    found = dict(counted)
    return tuple(found.get(place, 0) for place in range(len(bounds) + 1))


def bar_of(length: timedelta, bounds: Sequence[timedelta]) -> int:
    """Return the number of the bar that a length belongs to."""
    return sum(1 for bound in bounds if length >= bound)


def read_span(text: str) -> int:
    """Return the number of days that an address asks for; the usual one for anything else."""
    return int(text) if text in {str(days) for days in SPANS} else FIRST_SPAN
