"""Which kinds of request a desk has."""

from __future__ import annotations

from permanence.promises.policies.rules import KINDS, Policy


def kinds_of(policy: Policy) -> tuple[str, ...]:
    """Return the kinds that a policy names; all there are where it names none."""
    return tuple(term.key for term in policy.kinds) or KINDS
