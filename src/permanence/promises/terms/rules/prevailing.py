"""Which of several clauses governs one promise, and by how much it beat the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from permanence.promises.terms.rules.clauses import Clause
from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    NeverDue,
    OpenTime,
    Pause,
    due_instant,
)

Nature = Literal["guarantee", "target"]
Bound = Literal["under", "within"]
Reason = Literal["only", "earliest", "contract", "agreed", "order"]

_STANDING: Final = ("agreement", "contract", "plan", "policy")
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class AgreedDate:
    """A target that is an instant by itself: no pause and no calendar moves it (SPEC B5)."""

    at: datetime


Target = OpenTime | BusinessDays | AgreedDate

Lead = float | timedelta
"""When to act before a limit: after a share of the time, or so much open time before it is due."""


@dataclass(frozen=True)
class Stop:
    """A span in which a ticket was in one state; a clause says which states stop its clock.

    `until` is None while the state lasts.
    """

    state: str
    since: datetime
    until: datetime | None
    reason: str = ""


@dataclass(frozen=True)
class Offer:
    """What one clause gives for one promise: so much time on one calendar.

    `paused_by` names the states that stop it. `warn` and `climb` say when the watch acts before
    the limit. `overrides` is true of an agreement in which every other date was waived.
    """

    clause: Clause
    calendar_key: str
    calendar: Calendar
    target: Target
    nature: Nature
    bound: Bound = "under"
    paused_by: frozenset[str] = frozenset()
    warn: Lead | None = None
    climb: Lead | None = None
    overrides: bool = False


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

    `reason` is "only", "earliest", "contract" (it stands over the policy), "agreed" (every other
    date was waived) or "order" (the same instant: agreement before contract before plan before
    policy, the published before the operator's).
    """

    winner: Candidate
    losers: tuple[Loser, ...]
    reason: Reason


def weigh_offers(
    offers: Iterable[Offer], *, start: datetime, stops: Sequence[Stop] = ()
) -> tuple[Candidate, ...]:
    """Return each offer with the instant it makes due when its clock starts at `start`."""
    return tuple(Candidate(offer, due_of(offer, start=start, stops=stops)) for offer in offers)


def due_of(offer: Offer, *, start: datetime, stops: Sequence[Stop] = ()) -> datetime | None:
    """Return the instant that an offer makes due.

    None while it is stopped without end, or when its calendar never opens for long enough.
    """
    if isinstance(offer.target, AgreedDate):
        return offer.target.at
    pauses = pauses_of(offer, stops)
    try:
        return due_instant(offer.calendar, start=start, target=offer.target, pauses=pauses)
    except NeverDue:
        return None


def pauses_of(offer: Offer, stops: Sequence[Stop]) -> tuple[Pause, ...]:
    """Return the spans that stop an offer's clock."""
    return tuple((stop.since, stop.until) for stop in stops if stop.state in offer.paused_by)


def limit_of(due: datetime, bound: str) -> datetime:
    """Return the first instant that is late: "under" is late at the due instant (SPEC A7).

    "Within one hour" is still kept in the last second of it.
    """
    return due if bound == "under" else due + _SECOND


def is_late(due: datetime | None, bound: str, *, at: datetime) -> bool:
    """Say whether something done at this instant is late."""
    return due is not None and at >= limit_of(due, bound)


def prevail(candidates: Sequence[Candidate], *, most_favourable: bool) -> Verdict:
    """Return which clause governs: the earliest, or the contract's where nothing else is agreed.

    With `most_favourable` every clause competes. Without it a contract's clauses stand over the
    policy's, and only clauses of the same standing compete. An agreed date competes with what
    would govern without it, unless the customer waived that in the agreement (SPEC B5, B6, C2).
    """
    if not candidates:
        raise ValueError("no clause promises this")
    eligible = _find_eligible(candidates, most_favourable=most_favourable)
    winner = min(eligible, key=_merit)
    losers = [candidate for candidate in candidates if candidate is not winner]
    return Verdict(
        winner,
        tuple(Loser(loser, _later_by(loser, winner)) for loser in sorted(losers, key=_merit)),
        _reason(winner, losers, eligible),
    )


def _find_eligible(
    candidates: Sequence[Candidate], *, most_favourable: bool
) -> Sequence[Candidate]:
    overriding = [candidate for candidate in candidates if candidate.offer.overrides]
    if overriding:
        return overriding
    if most_favourable:
        return candidates
    agreed = [candidate for candidate in candidates if _kind(candidate) == "agreement"]
    contracted = [candidate for candidate in candidates if _kind(candidate) == "contract"]
    return agreed + contracted if contracted else candidates


def _reason(
    winner: Candidate, losers: Sequence[Candidate], eligible: Sequence[Candidate]
) -> Reason:
    if not losers:
        return "only"
    if winner.offer.overrides:
        return "agreed"
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
    kind = _kind(candidate)
    return _STANDING.index(kind) if kind in _STANDING else len(_STANDING)


def _kind(candidate: Candidate) -> str:
    return candidate.offer.clause.source.partition(":")[0]


def _later_by(loser: Candidate, winner: Candidate) -> timedelta | None:
    if loser.due is None or winner.due is None:
        return None
    return loser.due - winner.due
