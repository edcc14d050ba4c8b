"""What can be seen when a request is checked, and where a cause can lie outside (SPEC A6, A11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, get_args

from permanence.promises.policies.rules import Policy
from permanence.promises.terms.rules import Clause

Outcome = Literal["reproduced", "plausible", "not_reproduced"]
OUTCOMES: Final = get_args(Outcome)

Cause = Literal["third_party", "infrastructure", "distributor"]
CAUSES: Final = get_args(Cause)

EXCLUSIONS: Final[Mapping[str, str]] = {
    "third_party": "third-party-software",
    "infrastructure": "infrastructure",
}


def exclusion_of(policy: Policy, cause: str) -> Clause | None:
    """Return the policy's exclusion on which a finding rests; None where it has none."""
    key = EXCLUSIONS.get(cause, cause)
    return policy.clause(f"exclusions.{key}") or policy.clause(f"operator.exclusions.{key}")
