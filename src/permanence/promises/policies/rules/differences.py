"""What changed between two versions of a policy, clause by clause."""

from dataclasses import dataclass
from typing import Literal

from permanence.promises.policies.rules.policy import Policy


@dataclass(frozen=True)
class Difference:
    """One clause that came, went or changed; `before` and `after` are lines of the document."""

    key: str
    change: Literal["added", "removed", "changed"]
    before: str
    after: str


def differences(old: Policy, new: Policy) -> tuple[Difference, ...]:
    """Return what a newer version changes, in its own order, with removals last."""
    raise NotImplementedError
