"""When a notice answers a request that joined an incident. Pure."""

from __future__ import annotations

from permanence.promises.policies.rules.suspicion import Answers


def may_answer(answers: Answers, *, by_person: bool) -> bool:
    """Say whether a notice is a first answer: without a person only where the policy says so."""
    return answers == "always" or (answers == "approved" and by_person)
