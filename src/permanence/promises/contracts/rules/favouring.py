"""Which clause governs where no time is promised: the larger wins (SPEC B6, B7, C2).

Coverage, channels, hours, inclusions, the notices of an incident, the ladder. With the guarantee
every clause competes and the most favourable governs; without it a contract's clauses stand over
the policy's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from permanence.promises.contracts.rules.noticing import gather_notices
from permanence.promises.contracts.rules.terms import ContractTerms
from permanence.promises.contracts.rules.weighing import (
    Found,
    TermCandidate,
    TermVerdict,
    weigh_terms,
)
from permanence.promises.policies.rules import Ladder, Plan, Policy
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar, yearly_open_seconds

_A_YEAR: Final[Mapping[str, int]] = {"month": 12, "quarter": 4, "year": 1}
_SECOND: Final = timedelta(seconds=1)


def favour_terms(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], *, at: datetime
) -> tuple[TermVerdict, ...]:
    """Return which clause governs each thing that is no time, as it stands at an instant.

    `policies` and `contracts` are those that apply: then and now, as for the promised times. A
    contract that does not hold at the instant gives nothing. Of two coverages neither need contain
    the other: both are kept and the one that opens longer in the next 365 days governs.
    """
    standing = [terms for terms in contracts if terms.standing(at) == "in_force"]
    guarantee = any(policy.most_favourable for policy in policies)
    return weigh_terms(_gather(policies, standing, at), most_favourable=guarantee)


def total_hours(verdicts: Iterable[TermVerdict]) -> timedelta:
    """Return the support hours of a year: a plan's are added to those in the contract (SPEC B7)."""
    return _SECOND * sum(one.winner.amount for one in verdicts if one.matter == "hours")


def ladder_time(ladder: Ladder) -> timedelta:
    """Return how long it takes until every rung has been called."""
    return ladder.full_time


def prevailing_ladder(
    policy: Policy, contracts: Sequence[ContractTerms], *, at: datetime
) -> Ladder:
    """Return the ladder that one customer climbs: the policy's, or the annex that prevails.

    With the guarantee the one that has called every rung first; else the contract's stands.
    """
    annexes = [
        terms.ladder
        for terms in contracts
        if terms.ladder and terms.ladder.rungs and terms.standing(at) == "in_force"
    ]
    if not annexes:
        return policy.ladder
    best = min(annexes, key=ladder_time)
    if policy.most_favourable and ladder_time(policy.ladder) < ladder_time(best):
        return policy.ladder
    return best


def _gather(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], at: datetime
) -> Iterator[Found]:
    yield from _coverages(policies, contracts, at)
    yield from _channels(policies, contracts)
    yield from _hours(policies, contracts)
    yield from _inclusions(policies, contracts)
    yield from gather_notices(policies, contracts)
    yield from _ladders(policies, contracts)


def _coverages(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], at: datetime
) -> Iterator[Found]:
    """The policy's, what the customer's plan makes of it, and the contract's."""
    plans = {terms.plan for terms in contracts if terms.plan}
    for policy in policies:
        key = policy.coverage.calendar_key
        clause = policy.clause("coverage.text") or policy.clause(f"coverage.{key}")
        yield _cover(clause or Clause("coverage", policy.source, {}), key, policy.calendars, at)
        for reading in policy.readings:
            if reading.plan in plans:
                yield _cover(reading.clause, reading.calendar_key, policy.calendars, at)
    for terms in contracts:
        if terms.coverage:
            key = terms.coverage.calendar_key
            yield _cover(_find_coverage(terms, key), key, terms.calendars, at)


def _cover(clause: Clause, key: str, calendars: Mapping[str, Calendar], at: datetime) -> Found:
    open_time = yearly_open_seconds(calendars[key], at)
    return "coverage", "", TermCandidate(clause, open_time, key)


def _find_coverage(terms: ContractTerms, key: str) -> Clause:
    wanted = ("coverage.text", f"coverage.{key}")
    found = [
        clause for chapter in terms.chapters for clause in chapter.clauses if clause.key in wanted
    ]
    return min(
        found,
        key=lambda clause: wanted.index(clause.key),
        default=Clause("coverage", terms.source, {}),
    )


def _channels(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[Found]:
    """The contract's own numbers and mailboxes add to the published ones."""
    documents: tuple[Policy | ContractTerms, ...] = (*policies, *contracts)
    for document in documents:
        for phone in document.phones:
            yield _channel("phone", phone.number, phone.clause)
        for mailbox in document.mailboxes:
            yield _channel("mailbox", mailbox.address, mailbox.clause)
    for policy in policies:
        for fax in policy.faxes:
            yield _channel("fax", fax.number, fax.clause)


def _channel(kind: str, value: str, clause: Clause) -> Found:
    return "channel", f"{kind}:{value}", TermCandidate(clause, value=value)


def _hours(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[Found]:
    """Those in the contract and those of its plan are two lots; versions of one lot compete."""
    for terms in contracts:
        if terms.hours:
            amount = round(terms.hours.amount / _SECOND) * _A_YEAR[terms.hours.period]
            candidate = TermCandidate(terms.hours.clause, amount, terms.hours.calendar_key)
            yield "hours", f"contract:{terms.contract}", candidate
        for plan in _plans_of(policies, terms):
            if plan.hours:
                amount = plan.hours * 3600 * _A_YEAR[plan.period or "year"]
                candidate = TermCandidate(plan.clause, amount, plan.calendar_key or "")
                yield "hours", f"plan:{terms.contract}", candidate


def _inclusions(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[Found]:
    """Everything that a contract includes, and the modules that its plan was made of."""
    for terms in contracts:
        for clause in terms.inclusions:
            yield "inclusion", f"{terms.contract}:{clause.key}", TermCandidate(clause)
        for plan in _plans_of(policies, terms):
            for module in plan.modules:
                if module.key in terms.modules:
                    yield (
                        "inclusion",
                        f"module:{module.key}",
                        TermCandidate(module.clause, value=module.key),
                    )


def _ladders(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[Found]:
    documents: tuple[Policy | ContractTerms, ...] = (*policies, *contracts)
    for document in documents:
        if document.ladder and document.ladder.rungs:
            first = document.ladder.rungs[0]
            time = round(ladder_time(document.ladder) / _SECOND)
            yield "ladder", "", TermCandidate(first.clause, time, first.key)


def _plans_of(policies: Sequence[Policy], terms: ContractTerms) -> list[Plan]:
    return [plan for policy in policies for plan in policy.plans if plan.key == terms.plan]
