"""The acts on calls: posting them, and taking what came back."""

from permanence.ground.ways.actions.answering import claim_answers
from permanence.ground.ways.actions.posting import post_calls

__all__ = ["claim_answers", "post_calls"]
