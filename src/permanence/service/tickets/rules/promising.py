"""Which commitments a ticket carries, from every clause that applies to it (SPEC A7, B4–B6, C2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from permanence.promises.contracts.rules import ContractTerms, contract_offers
from permanence.promises.policies.rules import (
    Policy,
    known_levels,
    known_severities,
    offers_for,
    provisional_axes,
)
from permanence.promises.policies.rules.policy import Promise
from permanence.promises.terms.rules import (
    AgreedDate,
    Clause,
    Offer,
    Stop,
    Verdict,
    Words,
    limit_of,
    prevail,
    weigh_offers,
)
from permanence.promises.terms.rules.leads import instant_of_lead
from permanence.world.calendars.rules import BusinessDays, OpenTime, Target, always_open

PROMISES: Final[tuple[Promise, ...]] = ("triage", "response", "resolution")
RECURRING: Final[tuple[Promise, ...]] = ("follow-up", "update")


@dataclass(frozen=True)
class Agreed:
    """A delivery date that both sides agreed on (SPEC B5).

    `waives` is true when the customer gave up every earlier date in the agreement.
    """

    source: str
    text: Words
    due_at: datetime
    waives: bool


@dataclass(frozen=True)
class Grounds:
    """What the promises of one ticket rest on.

    `policies` holds the version under which it was opened and each that came into force since: a
    ticket keeps its version unless a newer one is better for the customer (SPEC C1). `contracts`
    holds them as they stood at the opening, and as they stand now.
    """

    policies: tuple[Policy, ...]
    contracts: tuple[ContractTerms, ...] = ()
    level: int | None = None
    severity: int | None = None
    service: str = ""
    agreed: Agreed | None = None

    @property
    def policy(self) -> Policy:
        """The policy under which the ticket was opened."""
        return self.policies[0]

    @property
    def covering(self) -> tuple[ContractTerms, ...]:
        """The contracts that cover the service in question."""
        return tuple(terms for terms in self.contracts if terms.covers(self.service))

    @property
    def most_favourable(self) -> bool:
        """Whether every clause competes, by the guarantee of one of the policies (SPEC B6)."""
        return any(policy.most_favourable for policy in self.policies)


@dataclass(frozen=True)
class Promised:
    """One promise as it stands for a ticket: who governs, when it is due, when the watch acts."""

    promise: Promise
    verdict: Verdict
    start_at: datetime
    due_at: datetime | None
    marks: tuple[tuple[str, datetime], ...] = ()

    @property
    def offer(self) -> Offer:
        """The clause that governs, with its calendar and target."""
        return self.verdict.winner.offer

    @property
    def warn_at(self) -> datetime | None:
        """When the promise counts as at risk."""
        return dict(self.marks).get("warn")


def judge_promises(
    grounds: Grounds,
    *,
    start: datetime,
    promises: Sequence[Promise] = PROMISES,
    stops: Sequence[Stop] = (),
) -> tuple[Promised, ...]:
    """Return what is promised on these grounds when the clocks start at `start`.

    `stops` are the spans of the ticket's states; each clause says which of them stop its clock.
    A promise that no clause makes is left out: desk B promises no resolution time.
    """
    judged = (judge_promise(grounds, promise, start=start, stops=stops) for promise in promises)
    return tuple(one for one in judged if one)


def judge_promise(
    grounds: Grounds, promise: Promise, *, start: datetime, stops: Sequence[Stop] = ()
) -> Promised | None:
    """Return which clause governs a promise, and the instants on which the watch acts."""
    verdict = find_verdict(grounds, promise, start=start, stops=stops)
    if verdict is None:
        return None
    offer, due = verdict.winner.offer, verdict.winner.due
    marks = []
    if due is not None:
        marks.append(("limit", limit_of(due, offer.bound)))
        for kind, lead in (("warn", offer.warn), ("climb", offer.climb)):
            if lead is not None:
                at = instant_of_lead(offer, lead, start=start, due=due, stops=stops)
                marks.append((kind, at))
    return Promised(promise, verdict, start, due, tuple(marks))


def find_verdict(
    grounds: Grounds, promise: Promise, *, start: datetime, stops: Sequence[Stop] = ()
) -> Verdict | None:
    """Return which of the clauses that apply governs; None when none makes the promise."""
    return judge_offers(grounds, offers_on(grounds, promise), start=start, stops=stops)


def judge_offers(
    grounds: Grounds, offers: Sequence[Offer], *, start: datetime, stops: Sequence[Stop] = ()
) -> Verdict | None:
    """Return which of some clauses governs; None when there is none."""
    candidates = weigh_offers(offers, start=start, stops=stops)
    if not candidates:
        return None
    return prevail(candidates, most_favourable=grounds.most_favourable)


def offers_on(grounds: Grounds, promise: Promise) -> tuple[Offer, ...]:
    """Return every clause that makes a promise: policy then, policy now, plan, contract, agreed.

    A clause that a later version repeats word for word is one clause.
    """
    axes: dict[str, Any] = {"level": grounds.level, "severity": grounds.severity}
    contracts = grounds.covering
    plan = next((terms.plan for terms in contracts if terms.plan), None)
    found: list[Offer] = []
    for policy in grounds.policies:
        found += offers_for(policy, promise=promise, plan=plan, **axes)
    for terms in contracts:
        found += contract_offers(terms, grounds.policy, promise=promise, **axes)
    if grounds.agreed and promise == "resolution":
        found.append(offer_agreed(grounds.agreed, grounds.policy))
    distinct: dict[object, Offer] = {}
    for offer in found:
        distinct.setdefault(what_it_gives(offer), offer)
    return tuple(distinct.values())


def what_it_gives(offer: Offer) -> object:
    """Return what makes two versions of a clause the same clause."""
    document = offer.clause.source.rpartition(":")[0]
    named = (document, offer.clause.key, offer.calendar_key)
    return (*named, offer.calendar, offer.target, offer.bound, offer.paused_by, offer.nature)


def offer_agreed(agreed: Agreed, policy: Policy) -> Offer:
    """Return an agreed delivery date as a clause; nothing but a new agreement moves it."""
    return Offer(
        clause=Clause("agreement", agreed.source, agreed.text),
        calendar_key="",
        calendar=always_open(policy.zone),
        target=AgreedDate(agreed.due_at),
        nature="guarantee",
        bound="within",
        warn=policy.warn_at,
        climb=policy.climb_at,
        overrides=agreed.waives,
    )


def worst_response(grounds: Grounds, *, start: datetime) -> Promised | None:
    """Return the response promise that no triage can worsen: the latest of all that may come.

    This is all that a confirmation may quote (SPEC A7): what was published or agreed, though a
    reading of the operator's own may be better still. None when one of the steps has none.
    """
    policy = grounds.policy
    by_severity = policy.ordered_by == "severity"
    level, severity = provisional_axes(policy)
    verdicts = []
    for grade in known_severities(policy) if by_severity else known_levels(policy):
        judged = replace(
            grounds,
            level=level if by_severity else grade.number,
            severity=grade.number if by_severity else severity,
        )
        published = [one for one in offers_on(judged, "response") if one.clause.published]
        verdict = judge_offers(judged, published, start=start)
        if verdict is None or verdict.winner.due is None:
            return None
        verdicts.append(verdict)
    worst = max(verdicts, key=lambda verdict: verdict.winner.due or start, default=None)
    return Promised("response", worst, start, worst.winner.due) if worst else None


def describe_target(target: Target | AgreedDate) -> dict[str, Any]:
    """Return a target as it is kept in the database."""
    if isinstance(target, AgreedDate):
        return {"agreed": target.at.isoformat()}
    if isinstance(target, BusinessDays):
        return {"business_days": target.days}
    return {"seconds": target.seconds}


def target_of(kept: dict[str, Any]) -> Target | AgreedDate:
    """Return a target from what is kept in the database."""
    if "agreed" in kept:
        return AgreedDate(datetime.fromisoformat(kept["agreed"]))
    if "business_days" in kept:
        return BusinessDays(kept["business_days"])
    return OpenTime(kept["seconds"])


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
                "target": describe_target(loser.candidate.offer.target),
                "due": loser.candidate.due.isoformat() if loser.candidate.due else None,
                "later_by": seconds_of(loser.later_by),
            }
            for loser in verdict.losers
        ],
    }


def seconds_of(span: timedelta | None) -> int | None:
    """Return a span in whole seconds."""
    return None if span is None else round(span.total_seconds())
