"""Which clause governs where no time is promised: the larger wins (SPEC B6, B7, C2).

Coverage, channels, hours, inclusions, the notices of an incident, the ladder. With the guarantee
every clause competes and the most favourable governs; without it a contract's clauses stand over
the policy's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from permanence.promises.contracts.rules.terms import ContractTerms
from permanence.promises.policies.rules import Ladder, Mark, Plan, Policy
from permanence.promises.terms.rules import Clause
from permanence.world.calendars.rules import Calendar, yearly_open_seconds

Matter = Literal["coverage", "channel", "hours", "inclusion", "notice", "ladder"]
Why = Literal["only", "larger", "earlier", "contract", "order"]

_A_YEAR: Final[Mapping[str, int]] = {"month": 12, "quarter": 4, "year": 1}
_SMALLER_IS_BETTER: Final = frozenset({"notice", "ladder"})
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True)
class TermCandidate:
    """What one clause gives.

    `amount` is in seconds: the open time of a year, the hours of a year, the time until a notice
    goes out or until the last rung of a ladder is called; 0 where a thing is given or is not.
    `value` names what is given: a calendar, a number, an address, a module.
    """

    clause: Clause
    amount: int = 0
    value: str = ""


@dataclass(frozen=True)
class TermLoser:
    """A clause that did not govern; `less_by` is how much less it gives (negative: more).

    None where the two cannot be measured by each other.
    """

    candidate: TermCandidate
    less_by: int | None


@dataclass(frozen=True)
class TermVerdict:
    """The clause that governs one thing, why, and those that lost, the nearest first.

    `key` tells apart what stands side by side: each number, each lot of hours, each mark.
    """

    matter: Matter
    key: str
    winner: TermCandidate
    losers: tuple[TermLoser, ...]
    reason: Why


def favour_terms(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], *, at: datetime
) -> tuple[TermVerdict, ...]:
    """Return which clause governs each thing that is no time, as it stands at an instant.

    `policies` and `contracts` are those that apply: then and now, as for the promised times. A
    contract that does not hold at the instant gives nothing. Of two coverages neither need contain
    the other: both are kept and the one that opens longer in the next 365 days governs.
    """
    standing = [terms for terms in contracts if terms.standing(at) == "in_force"]
    lots: dict[tuple[Matter, str], _Lot] = {}
    for matter, key, candidate in _gather(policies, standing, at):
        lots.setdefault((matter, key), _Lot()).add(candidate)
    guarantee = any(policy.most_favourable for policy in policies)
    return tuple(
        _settle(matter, key, lot.candidates, most_favourable=guarantee)
        for (matter, key), lot in lots.items()
    )


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


_Found = tuple[Matter, str, TermCandidate]


@dataclass
class _Lot:
    """The clauses for one thing; one that a later version repeats is one clause."""

    told: dict[object, TermCandidate] = field(default_factory=dict)

    @property
    def candidates(self) -> list[TermCandidate]:
        return list(self.told.values())

    def add(self, candidate: TermCandidate) -> None:
        clause = candidate.clause
        document = clause.source.rpartition(":")[0]
        same = (document, clause.key, candidate.amount, candidate.value)
        self.told.setdefault(same, candidate)


def _gather(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], at: datetime
) -> Iterator[_Found]:
    yield from _coverages(policies, contracts, at)
    yield from _channels(policies, contracts)
    yield from _hours(policies, contracts)
    yield from _inclusions(policies, contracts)
    yield from _notices(policies, contracts)
    yield from _ladders(policies, contracts)


def _coverages(
    policies: Sequence[Policy], contracts: Sequence[ContractTerms], at: datetime
) -> Iterator[_Found]:
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


def _cover(clause: Clause, key: str, calendars: Mapping[str, Calendar], at: datetime) -> _Found:
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


def _channels(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[_Found]:
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


def _channel(kind: str, value: str, clause: Clause) -> _Found:
    return "channel", f"{kind}:{value}", TermCandidate(clause, value=value)


def _hours(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[_Found]:
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


def _inclusions(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[_Found]:
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


def _notices(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[_Found]:
    """Marks from the occurrence and from the detection are both promised: neither is the earlier.

    Where a contract stands over the policy, its mark stands over the policy's of the same name.
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


def _notice(mark: Mark, since: str) -> _Found:
    candidate = TermCandidate(mark.clause, round(mark.limit / _SECOND), mark.since)
    return "notice", f"{mark.key}:{since}", candidate


def _ladders(policies: Sequence[Policy], contracts: Sequence[ContractTerms]) -> Iterator[_Found]:
    documents: tuple[Policy | ContractTerms, ...] = (*policies, *contracts)
    for document in documents:
        if document.ladder and document.ladder.rungs:
            first = document.ladder.rungs[0]
            time = round(ladder_time(document.ladder) / _SECOND)
            yield "ladder", "", TermCandidate(first.clause, time, first.key)


def _plans_of(policies: Sequence[Policy], terms: ContractTerms) -> list[Plan]:
    return [plan for policy in policies for plan in policy.plans if plan.key == terms.plan]


def _settle(
    matter: Matter, key: str, candidates: Sequence[TermCandidate], *, most_favourable: bool
) -> TermVerdict:
    smaller = matter in _SMALLER_IS_BETTER
    contracted = [one for one in candidates if _is_contract(one)]
    eligible = candidates if most_favourable or not contracted else contracted

    def merit(one: TermCandidate) -> tuple[int, bool, bool, str, str]:
        clause = one.clause
        amount = one.amount if smaller else -one.amount
        return amount, not _is_contract(one), not clause.published, clause.key, one.value

    winner = min(eligible, key=merit)
    losers = [one for one in sorted(candidates, key=merit) if one is not winner]
    less = [
        loser.amount - winner.amount if smaller else winner.amount - loser.amount
        for loser in losers
    ]
    beaten = tuple(
        TermLoser(one, by if matter != "notice" or one.value == winner.value else None)
        for one, by in zip(losers, less, strict=True)
    )
    by_standing = len(eligible) <= len(losers)
    return TermVerdict(matter, key, winner, beaten, _reason(matter, less, by_standing=by_standing))


def _reason(matter: Matter, less: Sequence[int], *, by_standing: bool) -> Why:
    if not less:
        return "only"
    if by_standing:
        return "contract"
    if 0 in less:
        return "order"
    return "earlier" if matter in _SMALLER_IS_BETTER else "larger"


def _is_contract(candidate: TermCandidate) -> bool:
    return candidate.clause.source.startswith("contract:")
