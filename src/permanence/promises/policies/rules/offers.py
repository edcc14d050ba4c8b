"""What the policy offers for one promise on one ticket."""

from permanence.promises.policies.rules.policy import Grade, Policy, Promise, TargetTerm
from permanence.promises.terms.rules import Offer


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
    term = find_target(policy, promise=promise, level=level, severity=severity)
    if term is None:
        return ()
    read_on = [(term.clause, term.calendar_key)]
    read_on += [
        (reading.clause, reading.calendar_key)
        for reading in policy.readings
        if promise in reading.promises and reading.plan in (None, plan)
    ]
    return tuple(
        Offer(clause, key, policy.calendars[key], term.target, term.nature)
        for clause, key in read_on
    )


def quotable_offers(
    policy: Policy, *, promise: Promise, plan: str | None = None
) -> tuple[tuple[Offer, ...], ...]:
    """Return the offers of each level or severity that triage could still give, one group each.

    A confirmation quotes the latest of the groups' winners: nothing that triage can worsen. Empty
    when one of the steps has no such promise at all.
    """
    grades = policy.severities if policy.ordered_by == "severity" else policy.levels
    groups = []
    for grade in grades:
        on_severity = policy.ordered_by == "severity"
        groups.append(
            offers_for(
                policy,
                promise=promise,
                level=None if on_severity else grade.number,
                severity=grade.number if on_severity else None,
                plan=plan,
            )
        )
    return tuple(groups) if all(groups) else ()


def find_target(
    policy: Policy, *, promise: Promise, level: int | None, severity: int | None
) -> TargetTerm | None:
    """Return the promised time for a ticket; one that names its step goes before a general one."""
    fitting = [
        term
        for term in policy.targets
        if term.promise == promise
        and term.severity in (None, severity)
        and term.level in (None, level)
    ]
    return min(
        fitting, key=lambda term: (term.severity is None) + (term.level is None), default=None
    )


def climb_share(
    policy: Policy,
    promise: Promise | None = None,
    *,
    level: int | None = None,
    severity: int | None = None,
) -> float:
    """Return the share of a time after which the ladder is climbed, before the limit."""
    terms = _terms_of(policy, promise, level, severity)
    return min((term.climb_at for term in terms), default=policy.climb_at)


def warn_share(
    policy: Policy,
    promise: Promise | None = None,
    *,
    level: int | None = None,
    severity: int | None = None,
) -> float:
    """Return the share of a time after which the desk is warned."""
    terms = _terms_of(policy, promise, level, severity)
    return min((term.warn_at for term in terms), default=policy.warn_at)


def provisional_axes(policy: Policy) -> tuple[int, int]:
    """Return the level and the severity that a ticket runs on until somebody has triaged it."""
    return policy.provisional_level, policy.provisional_severity


def known_levels(policy: Policy) -> tuple[Grade, ...]:
    """Return the levels of difficulty, easiest first."""
    return policy.levels


def known_severities(policy: Policy) -> tuple[Grade, ...]:
    """Return the severities, gravest first."""
    return policy.severities


def _terms_of(
    policy: Policy, promise: Promise | None, level: int | None, severity: int | None
) -> list[TargetTerm]:
    if level is None and severity is None:
        return [term for term in policy.targets if term.promise == promise]
    term = promise and find_target(policy, promise=promise, level=level, severity=severity)
    return [term] if term else []
