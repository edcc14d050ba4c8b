"""What a customer's own contract gives beside the published policy, reckoned for now (SPEC C2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

from permanence.faces.portal.access import Guest
from permanence.promises.contracts.queries import contracts_of
from permanence.promises.contracts.rules import ContractTerms
from permanence.promises.contracts.rules.favouring import favour_terms
from permanence.promises.contracts.rules.weighing import TermVerdict
from permanence.promises.policies.rules import Policy, Promise, find_target
from permanence.promises.policies.rules.policy import TargetTerm
from permanence.promises.terms.rules import Candidate, Clause, Verdict
from permanence.service.tickets.rules.promising import Grounds, find_verdict
from permanence.world.calendars.rules import Calendar

Outcome = Literal["better", "stands", "same", "beaten"]
"""How an own clause fares: better than what is published; it stands over something better;
both give the same; or what is published is better and governs."""


@dataclass(frozen=True)
class TimeDuel:
    """An own clause against the published one for one promise, for a request sent now.

    `published` is None where the policy promises no such thing. `timed` is the clause whose time
    runs where the own one brings only other hours to it.
    """

    promise: Promise
    severity: int | None
    level: int | None
    own: Candidate
    published: Candidate | None
    term: TargetTerm | None
    outcome: Outcome
    timed: Clause | None = None

    @property
    def keys(self) -> set[str]:
        """The clause of the policy at which this is told, where it promises such a time."""
        return {self.term.clause.key} if self.term else set()


@dataclass(frozen=True)
class OwnTerms:
    """The contracts of the customer who looks at the page, and what comes of them.

    `standing` are those that hold now. `duels` are the times, `verdicts` whatever else there is.
    `plan_keys` are the clauses of the policy that hold for those with a plan.
    """

    contracts: tuple[ContractTerms, ...] = ()
    standing: tuple[ContractTerms, ...] = ()
    duels: tuple[TimeDuel, ...] = ()
    verdicts: tuple[TermVerdict, ...] = ()
    plan_keys: frozenset[str] = frozenset()
    numbers: dict[str, str] = field(default_factory=dict)

    @property
    def opening(self) -> tuple[Calendar, ...]:
        """The hours that the contracts add to the published ones."""
        return tuple(
            terms.calendars[terms.coverage.calendar_key]
            for terms in self.standing
            if terms.coverage
        )

    def owns(self, clause: Clause) -> bool:
        """Say whether a clause is the customer's own: of a contract, or of its plan."""
        return is_own(clause, self.plan_keys)

    def number_of(self, clause: Clause) -> str:
        """Return the number of the contract that a clause stands in; empty for the policy's."""
        return self.numbers.get(clause.source, "")

    def governing(self, term: TargetTerm) -> TimeDuel | None:
        """Return the own clause that governs where the policy promises this time."""
        for duel in self.duels:
            same = (duel.promise, duel.severity, duel.level)
            if same == (term.promise, term.severity, term.level) and duel.outcome != "beaten":
                return duel
        return None

    def governing_coverage(self) -> Clause | None:
        """Return the own clause that says when the desk is there, where that governs."""
        for verdict in self.verdicts:
            if verdict.matter == "coverage" and self.owns(verdict.winner.clause):
                return verdict.winner.clause
        return None


def read_own_terms(guest: Guest, policy: Policy) -> OwnTerms:
    """Return the terms of the guest's organisation; none for somebody who is not known."""
    contracts = read_own_contracts(guest)
    standing = tuple(one for one in contracts if one.standing(guest.at) == "in_force")
    if not standing:
        return OwnTerms(contracts)
    plan_keys = frozenset(one.clause.key for one in policy.readings if one.plan)
    return OwnTerms(
        contracts,
        standing,
        tuple(fight_times(policy, standing, plan_keys, at=guest.at)),
        favour_terms([policy], standing, at=guest.at),
        plan_keys,
        {one.source: one.number for one in standing},
    )


def read_own_contracts(guest: Guest) -> tuple[ContractTerms, ...]:
    """Return the contracts of the guest's organisation; none for somebody who is not known."""
    contact = guest.contact
    if contact is None or contact.organisation_id is None:
        return ()
    key = (guest.desk.pk, contact.organisation_id)
    found = contracts_of(desks=[key[0]], organisations=[key[1]], at=guest.at).get(key, ())
    return tuple(found)


def fight_times(
    policy: Policy,
    contracts: Sequence[ContractTerms],
    plan_keys: frozenset[str],
    *,
    at: datetime,
) -> Iterator[TimeDuel]:
    """Yield each promise for which a contract has a clause, with who wins at this instant.

    What the desk runs by of its own accord is told only where the contract names a time for it.
    """
    documents: tuple[Policy | ContractTerms, ...] = (policy, *contracts)
    for promise in get_args(Promise):
        for severity, level in steps_of(policy, contracts, promise):
            term, *agreed = (
                find_target(terms.targets, promise=promise, level=level, severity=severity)
                for terms in documents
            )
            if not any(agreed) and not (term and term.clause.published):
                continue
            grounds = Grounds((policy,), tuple(contracts), level=level, severity=severity)
            verdict = find_verdict(grounds, promise, start=at)
            if duel := verdict and match_clauses(verdict, plan_keys):
                own, published, outcome = duel
                timed = find_timed(own.offer.clause, [*agreed, term])
                yield TimeDuel(promise, severity, level, own, published, term, outcome, timed)


def find_timed(clause: Clause, terms: Sequence[TargetTerm | None]) -> Clause | None:
    """Return the clause that names the time, when another one only says on which hours it runs."""
    named = [term.clause for term in terms if term]
    return None if clause in named else next(iter(named), None)


def steps_of(
    policy: Policy, contracts: Sequence[ContractTerms], promise: Promise
) -> Iterator[tuple[int | None, int | None]]:
    """Yield each severity and level that policy or contract tells apart for a promise."""
    terms = [*policy.targets, *(term for one in contracts for term in one.targets)]
    terms = [term for term in terms if term.promise == promise]
    severities = {term.severity for term in terms if term.severity is not None}
    levels = {term.level for term in terms if term.level is not None}
    if terms:
        for severity in sorted(severities) or (None,):
            for level in sorted(levels) or (None,):
                yield severity, level


def match_clauses(
    verdict: Verdict, plan_keys: frozenset[str]
) -> tuple[Candidate, Candidate | None, Outcome] | None:
    """Return the best own clause, the best published one, and how the own one fares."""
    candidates = [verdict.winner, *(loser.candidate for loser in verdict.losers)]
    own = [one for one in candidates if is_own(one.offer.clause, plan_keys)]
    published = [one for one in candidates if not is_own(one.offer.clause, plan_keys)]
    if not own:
        return None
    best = own[0]
    if not published:
        return best, None, "better"
    rival = published[0]
    if not is_own(verdict.winner.offer.clause, plan_keys):
        return best, rival, "beaten"
    if best.due is None or rival.due is None or best.due == rival.due:
        return best, rival, "same"
    return best, rival, "better" if best.due < rival.due else "stands"


def is_own(clause: Clause, plan_keys: frozenset[str]) -> bool:
    """Say whether a clause stands in a contract, or comes with its plan."""
    return clause.source.startswith("contract:") or clause.key in plan_keys


def gather_notes(pairs: Sequence[tuple[set[str], str]]) -> dict[str, list[str]]:
    """Return the notes by the clause at which each is told, each said once."""
    notes: dict[str, list[str]] = defaultdict(list)
    for keys, text in pairs:
        for key in keys:
            if text not in notes[key]:
                notes[key].append(text)
    return dict(notes)
