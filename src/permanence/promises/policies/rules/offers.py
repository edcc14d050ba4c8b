"""What the policy offers for one promise on one ticket."""

from collections.abc import Iterable
from typing import Final

from permanence.promises.policies.rules.policy import (
    Grade,
    PauseTerm,
    Policy,
    Promise,
    TargetTerm,
)
from permanence.promises.terms.rules import Clause, Offer
from permanence.world.calendars.rules import Calendar

# A matter that counts as solved owes no solution and no news until it is open again.
SETTLED: Final = frozenset({"resolved", "closed", "merged"})


def offers_for(
    policy: Policy,
    *,
    promise: Promise,
    level: int | None,
    severity: int | None,
    plan: str | None = None,
) -> tuple[Offer, ...]:
    """Return every clause of the policy that promises this, each with its own calendar.

    Empty when the policy promises no such thing (a desk need not promise a resolution).
    """
    term = find_target(policy.targets, promise=promise, level=level, severity=severity)
    if term is None:
        return ()
    read_on = [(term.clause, term.calendar_key)]
    read_on += [
        (reading.clause, reading.calendar_key)
        for reading in policy.readings
        if promise in reading.promises and reading.plan in (None, plan)
    ]
    paused_by = stopping_states(policy.pauses, promise)
    return tuple(
        make_offer(term, clause, key, policy.calendars[key], paused_by) for clause, key in read_on
    )


def make_offer(
    term: TargetTerm, clause: Clause, key: str, calendar: Calendar, paused_by: frozenset[str]
) -> Offer:
    """Return what a promised time gives on one calendar, under the clause that says so."""
    return Offer(
        clause=clause,
        calendar_key=key,
        calendar=calendar,
        target=term.target,
        nature=term.nature,
        bound=term.bound,
        paused_by=paused_by,
        warn=term.warn_at,
        climb=term.climb_at,
    )


def stopping_states(pauses: Iterable[PauseTerm], promise: str) -> frozenset[str]:
    """Return the states in which a promise's clock stands still (SPEC C3)."""
    named = {pause.state for pause in pauses if promise in pause.promises}
    return frozenset(named | SETTLED if promise in {"resolution", "update"} else named)


def find_target(
    targets: Iterable[TargetTerm],
    *,
    promise: Promise,
    level: int | None,
    severity: int | None,
) -> TargetTerm | None:
    """Return the promised time for a ticket; one that names its step goes before a general one."""
    fitting = [
        term
        for term in targets
        if term.promise == promise
        and term.severity in (None, severity)
        and term.level in (None, level)
    ]
    return min(
        fitting, key=lambda term: (term.severity is None) + (term.level is None), default=None
    )


def provisional_axes(policy: Policy) -> tuple[int, int]:
    """Return the level and the severity that a ticket runs on until somebody has triaged it."""
    return policy.provisional_level, policy.provisional_severity


def known_levels(policy: Policy) -> tuple[Grade, ...]:
    """Return the levels of difficulty, easiest first."""
    return policy.levels


def known_severities(policy: Policy) -> tuple[Grade, ...]:
    """Return the severities, gravest first."""
    return policy.severities
