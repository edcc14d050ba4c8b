"""Which of several clauses governs one promise, and by how much it beat the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from permanence.promises.terms.rules.clauses import Clause
from permanence.world.calendars.rules import BusinessDays, Calendar, OpenTime

Nature = Literal["guarantee", "target"]
Target = OpenTime | BusinessDays
Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True)
class Offer:
    """What one clause gives for one promise: so much time on one calendar."""

    clause: Clause
    calendar_key: str
    calendar: Calendar
    target: Target
    nature: Nature


@dataclass(frozen=True)
class Candidate:
    """An offer with the instant it would make due; None while it is stopped, infinitely far."""

    offer: Offer
    due: datetime | None


@dataclass(frozen=True)
class Loser:
    """A clause that did not govern, and how much later (negative: earlier) it would be due.

    `later_by` is None when one of the two instants is infinitely far.
    """

    candidate: Candidate
    later_by: timedelta | None


@dataclass(frozen=True)
class Verdict:
    """The clause that governs, why, and those that lost.

    `reason` is "only", "earliest", "contract" (it stands over the policy) or "order" (the same
    instant: contract before plan before policy, the published before the operator's).
    """

    winner: Candidate
    losers: tuple[Loser, ...]
    reason: Literal["only", "earliest", "contract", "order"]


def weigh_offers(
    offers: Iterable[Offer], *, start: datetime, pauses: Sequence[Pause] = ()
) -> tuple[Candidate, ...]:
    """Return each offer with the instant it makes due when its clock starts at `start`."""
    raise NotImplementedError


def prevail(candidates: Sequence[Candidate], *, most_favourable: bool) -> Verdict:
    """Return which clause governs: the earliest, or the contract's where nothing else is agreed."""
    raise NotImplementedError
