"""Which of several clauses governs one promise, and by how much it beat the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from permanence.promises.terms.rules.clauses import Clause
from permanence.world.calendars.rules import BusinessDays, Calendar, OpenTime, due_instant

Nature = Literal["guarantee", "target"]
Target = OpenTime | BusinessDays
Pause = tuple[datetime, datetime | None]

_STANDING: Final = ("contract", "plan", "policy")
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


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
    """The clause that governs, why, and those that lost, the nearest first.

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
    return tuple(
        Candidate(
            offer, due_instant(offer.calendar, start=start, target=offer.target, pauses=pauses)
        )
        for offer in offers
    )


def prevail(candidates: Sequence[Candidate], *, most_favourable: bool) -> Verdict:
    """Return which clause governs: the earliest, or the contract's where nothing else is agreed.

    With `most_favourable` every clause competes. Without it a contract's clauses stand over the
    policy's, and only clauses of the same standing compete.
    """
    if not candidates:
        raise ValueError("no clause promises this")
    standing = min(_standing(candidate) for candidate in candidates)
    eligible = [
        candidate
        for candidate in candidates
        if most_favourable or standing != 0 or _standing(candidate) == standing
    ]
    winner = min(eligible, key=_merit)
    losers = [candidate for candidate in candidates if candidate is not winner]
    return Verdict(
        winner,
        tuple(Loser(loser, _later_by(loser, winner)) for loser in sorted(losers, key=_merit)),
        _reason(winner, losers, eligible),
    )


def _reason(
    winner: Candidate, losers: Sequence[Candidate], eligible: Sequence[Candidate]
) -> Literal["only", "earliest", "contract", "order"]:
    if not losers:
        return "only"
    if len(eligible) <= len(losers):
        return "contract"
    tied = any(loser.due == winner.due for loser in losers)
    return "order" if tied else "earliest"


def _merit(candidate: Candidate) -> tuple[datetime, int, bool, str, str]:
    clause = candidate.offer.clause
    return (
        candidate.due or _NEVER,
        _standing(candidate),
        not clause.published,
        clause.key,
        candidate.offer.calendar_key,
    )


def _standing(candidate: Candidate) -> int:
    kind = candidate.offer.clause.source.partition(":")[0]
    return _STANDING.index(kind) if kind in _STANDING else len(_STANDING)


def _later_by(loser: Candidate, winner: Candidate) -> timedelta | None:
    if loser.due is None or winner.due is None:
        return None
    return loser.due - winner.due
