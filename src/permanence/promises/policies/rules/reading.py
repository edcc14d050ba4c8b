"""Reading a policy document: every fault at once, or a Policy."""

from permanence.promises.policies.rules.policy import Policy


def read_policy(text: str, *, file: str = "policy.toml", version: int = 0) -> Policy:
    """Return the policy that a document describes, or raise Faults naming all that is wrong."""
    raise NotImplementedError
