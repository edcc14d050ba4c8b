"""The acts on calls: posting them, and taking what came back."""

from permanence.ground.ways.actions.answering import claim_answers
from permanence.ground.ways.actions.posting import forget_texts, post_calls

__all__ = ["claim_answers", "forget_texts", "post_calls"]
