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

    Empty when the policy promises no such thing (desk B has no resolution time).
    """
    raise NotImplementedError


def quotable_offers(
    policy: Policy, *, promise: Promise
) -> tuple[tuple[Offer, ...], ...]:
    """Return the offers of each level or severity that triage could still give, one group each.

    A confirmation quotes the latest of the groups' winners: nothing that triage can worsen.
    """
    raise NotImplementedError


def climb_share(policy: Policy, promise: Promise | None = None) -> float:
    """Return the share of a promise's time after which the ladder is climbed, before the limit."""
    raise NotImplementedError


def warn_share(policy: Policy, promise: Promise | None = None) -> float:
    """Return the share of a promise's time after which the desk is warned."""
    raise NotImplementedError


def provisional_axes(policy: Policy) -> tuple[int, int]:
    """Return the level and the severity that a ticket runs on until somebody has triaged it."""
    return policy.provisional_level, policy.provisional_severity


def known_levels(policy: Policy) -> tuple[Grade, ...]:
    """Return the levels of difficulty, easiest first."""
    return policy.levels


def known_severities(policy: Policy) -> tuple[Grade, ...]:
    """Return the severities, gravest first."""
    return policy.severities


def _terms(policy: Policy, promise: Promise) -> tuple[TargetTerm, ...]:
    return tuple(term for term in policy.targets if term.promise == promise)
