"""The two documents that ship, read once for all tests about them."""

from pathlib import Path

from permanence.promises.policies.rules import Policy, read_policy

FOLDER = Path(__file__).parents[3] / "policies"
DESKS = ("messaging", "content")

MINUTE, HOUR = 60, 3600


def read_shipped(desk: str) -> Policy:
    """Return the policy that a shipped document holds."""
    text = (FOLDER / f"{desk}.toml").read_text(encoding="utf-8")
    return read_policy(text, file=f"{desk}.toml", version=1)


POLICIES = {desk: read_shipped(desk) for desk in DESKS}
MESSAGING, CONTENT = POLICIES["messaging"], POLICIES["content"]


def said(policy: Policy, key: str) -> str:
    """Return what a clause says in English."""
    clause = policy.clause(key)
    assert clause is not None, key
    return clause.text["en"]
