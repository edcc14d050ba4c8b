"""What a report counts: months of a desk, promises kept and late, and the share of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import IntEnum
from typing import Final, Literal, TypeAlias

Kind: TypeAlias = Literal["guarantee", "target", "own"]
Verdict: TypeAlias = Literal["kept", "late", "running"]

KINDS: Final[tuple[Kind, ...]] = ("guarantee", "target", "own")
VERDICTS: Final[tuple[Verdict, ...]] = ("kept", "late", "running")
PROMISES: Final = (
    "triage",
    "response",
    "follow-up",
    "update",
    "resolution",
    "ruling",
    "attention",
)
WHOLE: Final = 1000
TREND: Final = 12
RANKED: Final = 10
# A desk with so many promises in this month and the last is counted beforehand; each month that can
# be chosen is shown with the year before it.
LARGE: Final = 5_000
KEPT_MONTHS: Final = 13 + TREND - 1
OFTEN, SELDOM = timedelta(minutes=10), timedelta(days=1)
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, order=True)
class Month:
    """A month of the calendar; a desk's month begins at midnight where the desk is at home."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.plus(1).first - timedelta(days=1)

    def plus(self, months: int) -> Month:
        """Return the month so many months later, or earlier."""
        years, place = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(years, place + 1)

    def begins(self, zone: tzinfo) -> datetime:
        """Return the instant at which it begins in a zone."""
        return datetime(self.year, self.number, 1, tzinfo=zone)


def read_month(text: str) -> Month | None:
    """Return the month that "2026-03" names; None for what names none that is counted."""
    found = _MONTH.fullmatch(text)
    if found is None or not 2000 <= int(found[1]) <= 2999:
        return None
    return Month(int(found[1]), int(found[2]))


def month_of(instant: datetime, zone: tzinfo) -> Month:
    """Return the month in which an instant lies in a zone."""
    local = instant.astimezone(zone)
    return Month(local.year, local.month)


def months_until(month: Month, count: int = TREND) -> list[Month]:
    """Return so many months, the last of which is this one."""
    return [month.plus(place - count + 1) for place in range(count)]


class Grain(IntEnum):
    """What kept figures tell apart, beside kind and promise."""

    TOGETHER = 0  # severity and level, of all customers together
    CUSTOMERS = 1  # each customer
    FINE = 2  # each customer, severity and level

    def __str__(self) -> str:
        return str(int(self))


def choose_month(
    months: Sequence[Month], counted: Mapping[Month, datetime], *, at: datetime
) -> Month | None:
    """Return which of the months until now is to be counted next; None when none is due.

    This month and the last are counted often, those before once a day, the latest first.
    """
    for month in reversed(months):
        every = OFTEN if month >= months[-2] else SELDOM
        if month not in counted or counted[month] + every <= at:
            return month
    return None


@dataclass(frozen=True)
class Tally:
    """How many promises were kept, broken, and are open yet; what runs counts as neither."""

    kept: int = 0
    late: int = 0
    running: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.kept + other.kept, self.late + other.late, self.running + other.running)

    @property
    def all(self) -> int:
        """How many promises there were."""
        return self.kept + self.late + self.running

    @property
    def share(self) -> int | None:
        """The share of those decided that were kept, in tenths of a per cent; None without any.

        It is rounded down: one hundred per cent means that every single promise was kept.
        """
        decided = self.kept + self.late
        return self.kept * WHOLE // decided if decided else None


@dataclass(frozen=True)
class Line:
    """One line of a report: what it is about, which kind of promise, and the figures."""

    key: str | int | None
    kind: Kind
    tally: Tally


@dataclass(frozen=True)
class Question:
    """What a report is asked: one desk and month, narrowed as far as wanted.

    `told` leaves out what the desk promised to itself alone: what customers are shown.
    """

    desk: int
    month: Month
    organisation: int | None = None
    severity: int | None = None
    level: int | None = None
    promise: str = ""
    kind: str = ""
    told: bool = False


def grain_of(question: Question, *, by_customer: bool) -> Grain:
    """Return the coarsest of the kept figures that tell apart what a question does."""
    graded = question.severity is not None or question.level is not None
    if question.organisation is not None or (by_customer and graded):
        return Grain.FINE
    return Grain.CUSTOMERS if by_customer else Grain.TOGETHER


def is_ranked(question: Question, most: int | None) -> bool:
    """Say whether kept figures name so many customers of a question, without looking at others."""
    plain = question.organisation is None and not question.kind and not question.told
    return plain and most is not None and most <= RANKED


def sum_up(lines: Iterable[Line]) -> list[Line]:
    """Return one line for each kind of promise, guarantees first."""
    sums: dict[Kind, Tally] = {}
    for line in lines:
        sums[line.kind] = sums.get(line.kind, Tally()) + line.tally
    return [Line(None, kind, sums[kind]) for kind in KINDS if kind in sums]


def verdict_of(*, met_at: datetime | None, missed_at: datetime | None) -> Verdict:
    """Return what became of a promise: broken once is broken, also when it was met afterwards."""
    if missed_at is not None:
        return "late"
    return "kept" if met_at is not None else "running"


def lateness(due_at: datetime, *, met_at: datetime | None, at: datetime) -> timedelta:
    """Return by how much a broken promise was late, or is by now."""
    return max((met_at or at) - due_at, timedelta())
