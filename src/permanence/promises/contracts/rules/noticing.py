"""Which times of an incident a customer's contracts make shorter than the policy's (SPEC A12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from permanence.promises.contracts.rules.terms import ContractTerms
from permanence.promises.contracts.rules.weighing import (
    Found,
    TermCandidate,
    TermVerdict,
    is_of_contract,
    weigh_terms,
)
from permanence.promises.policies.rules import Mark, Policy
from permanence.promises.terms.rules import Clause

REPORT: Final = "report"
LAST_NOTICE: Final = "last_notice"
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class OwnTime:
    """A time of an incident that a contract promises to one customer.

    `key` and `since` are those of the policy's mark ("notify" from the "occurrence"), or "report"
    from the "last_notice"; `source` names the version of the contract ("contract:17:2").
    """

    key: str
    since: str
    goal: timedelta
    limit: timedelta
    source: str


def shorter_times(
    policy: Policy, contracts: Sequence[ContractTerms], *, at: datetime
) -> tuple[OwnTime, ...]:
    """Return the times of an incident that contracts in force then make shorter, the best of each.

    One that is no shorter than the policy's is left out: that runs for everybody.
    """
    standing = [terms for terms in contracts if terms.standing(at) == "in_force"]
    found = []
    for verdict in favour_notices(policy, standing):
        own = find_own(verdict, standing)
        usual = usual_limit(policy, own) if own else None
        if own is not None and (usual is None or own.limit < usual):
            found.append(own)
    return tuple(found)


def favour_notices(policy: Policy, contracts: Sequence[ContractTerms]) -> tuple[TermVerdict, ...]:
    """Return which clause governs each time of an incident, for contracts that hold."""
    found = gather_notices([policy], contracts)
    return weigh_terms(found, most_favourable=policy.most_favourable)


def find_own(verdict: TermVerdict, contracts: Sequence[ContractTerms]) -> OwnTime | None:
    """Return the time that a contract's clause gives, where one governs."""
    winner = verdict.winner
    if not is_of_contract(winner):
        return None
    source = winner.clause.source
    terms = next(one for one in contracts if one.source == source)
    if terms.report is not None and terms.report.clause == winner.clause:
        every = terms.report.every
        return OwnTime(REPORT, LAST_NOTICE, every, every, source)
    mark = next(one for one in terms.marks if one.clause == winner.clause)
    return OwnTime(mark.key, mark.since, mark.goal, mark.limit, source)


def usual_limit(policy: Policy, own: OwnTime) -> timedelta | None:
    """Return what the policy allows for the same; None where it says nothing of it."""
    procedure = policy.incidents
    if procedure is None:
        return None
    if own.key == REPORT:
        return procedure.report_every
    same = [one.limit for one in procedure.marks if (one.key, one.since) == (own.key, own.since)]
    return min(same, default=None)


def gather_notices(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms]
) -> Iterator[Found]:
    """Yield what each clause gives: marks from occurrence and detection are both promised.

    Neither of those is the earlier. Where a contract stands over the policy, its mark stands over
    the policy's of the same name.
    """
    agreed = {mark.key: mark.since for terms in contracts for mark in terms.marks}
    if any(policy.most_favourable for policy in policies):
        agreed = {}
    for policy in policies:
        for mark in policy.incidents.marks if policy.incidents else ():
            yield _notice(mark, agreed.get(mark.key, mark.since))
    for terms in contracts:
        for mark in terms.marks:
            yield _notice(mark, mark.since)
    yield from _reports(policies, contracts)


def _notice(mark: Mark, since: str) -> Found:
    candidate = TermCandidate(mark.clause, round(mark.limit / _SECOND), mark.since)
    return "notice", f"{mark.key}:{since}", candidate


def _reports(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[Found]:
    """How often situation reports come, once a contract says something of it."""
    agreed = [(one.report.clause, one.report.every) for one in contracts if one.report]
    usual = [
        (find_report_clause(policy), policy.incidents.report_every)
        for policy in policies
        if policy.incidents and agreed
    ]
    for clause, every in (*usual, *agreed):
        candidate = TermCandidate(clause, round(every / _SECOND), LAST_NOTICE)
        yield "notice", f"{REPORT}:{LAST_NOTICE}", candidate


def find_report_clause(policy: Policy) -> Clause:
    """Return the clause in which a policy says how often situation reports come."""
    known = (policy.clause(key) for key in ("operator.incidents.text", "incidents.text"))
    found = next((one for one in known if one), None)
    return found or Clause("operator.incidents.report_every", policy.source, {})
