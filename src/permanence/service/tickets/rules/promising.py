"""Which commitments a ticket carries, from the clauses that apply to it (SPEC A7, B4, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from permanence.promises.policies.rules import (
    Policy,
    climb_share,
    offers_for,
    quotable_offers,
    warn_share,
)
from permanence.promises.policies.rules.policy import Promise
from permanence.promises.terms.rules import Candidate, Offer, Verdict, prevail, weigh_offers
from permanence.promises.terms.rules.prevailing import Pause
from permanence.world.calendars.rules import BusinessDays, OpenTime, due_instant

PROMISES: Final[tuple[Promise, ...]] = ("triage", "response", "resolution")


@dataclass(frozen=True)
class Promised:
    """One promise as it stands for a ticket: who governs, when it is due, when the watch acts."""

    promise: Promise
    verdict: Verdict
    start_at: datetime
    due_at: datetime | None
    marks: tuple[tuple[str, datetime], ...]

    @property
    def offer(self) -> Offer:
        """The clause that governs, with its calendar and target."""
        return self.verdict.winner.offer


def judge_promises(
    policy: Policy,
    *,
    level: int | None,
    severity: int | None,
    plan: str | None,
    start: datetime,
    promises: Sequence[Promise] = PROMISES,
    pauses: Sequence[Pause] = (),
) -> tuple[Promised, ...]:
    """Return what is promised on these axes to a ticket received at `start`.

    `pauses` are the spans in which the resolution was not owed, the matter counting as resolved.

    A promise that no clause makes is left out: desk B promises no resolution time.
    """
    judged = []
    for promise in promises:
        offers = offers_for(policy, promise=promise, level=level, severity=severity, plan=plan)
        if offers:
            stopped = pauses if promise == "resolution" else ()
            judged.append(judge_promise(policy, promise, offers, start=start, pauses=stopped))
    return tuple(judged)


def judge_promise(
    policy: Policy,
    promise: Promise,
    offers: Sequence[Offer],
    *,
    start: datetime,
    pauses: Sequence[Pause] = (),
) -> Promised:
    """Return which of the offers governs, and the instants on which the watch acts."""
    verdict = prevail(
        weigh_offers(offers, start=start, pauses=pauses), most_favourable=policy.most_favourable
    )
    due = verdict.winner.due
    marks: list[tuple[str, datetime]] = []
    if due is not None:
        marks.append(("limit", due))
        for kind, share in (
            ("warn", warn_share(policy, promise)),
            ("climb", climb_share(policy, promise)),
        ):
            if 0 < share <= 1:
                marks.append((kind, instant_of_share(verdict.winner, start, share, pauses)))
    return Promised(promise, verdict, start, due, tuple(marks))


def instant_of_share(
    candidate: Candidate, start: datetime, share: float, pauses: Sequence[Pause] = ()
) -> datetime:
    """Return when a share of a promise's time is used: of open time, on the promise's calendar."""
    offer, due = candidate.offer, candidate.due or start
    if isinstance(offer.target, OpenTime):
        part = OpenTime(int(offer.target.seconds * share))
        return due_instant(offer.calendar, start=start, target=part, pauses=pauses) or due
    return start + (due - start) * share


def worst_response(policy: Policy, *, start: datetime) -> Promised | None:
    """Return the response promise that no triage can worsen: the latest of all that may come.

    This is all that a confirmation may quote (SPEC A7).
    """
    judged = [
        judge_promise(policy, "response", offers, start=start)
        for offers in quotable_offers(policy, promise="response")
    ]
    dated = [one for one in judged if one.due_at is not None]
    return max(dated, key=lambda one: one.due_at or start) if len(dated) == len(judged) else None


def describe_target(offer: Offer) -> dict[str, Any]:
    """Return a target as it is kept in the database."""
    if isinstance(offer.target, BusinessDays):
        return {"business_days": offer.target.days}
    return {"seconds": offer.target.seconds}


def describe_losers(verdict: Verdict) -> dict[str, Any]:
    """Return, for the database, why a clause governs and what the others would have given."""
    return {
        "reason": verdict.reason,
        "losers": [
            {
                "clause": loser.candidate.offer.clause.key,
                "source": loser.candidate.offer.clause.source,
                "text": dict(loser.candidate.offer.clause.text),
                "calendar": loser.candidate.offer.calendar_key,
                "target": describe_target(loser.candidate.offer),
                "due": loser.candidate.due.isoformat() if loser.candidate.due else None,
                "later_by": seconds_of(loser.later_by),
            }
            for loser in verdict.losers
        ],
    }


def seconds_of(span: timedelta | None) -> int | None:
    """Return a span in whole seconds."""
    return None if span is None else round(span.total_seconds())
