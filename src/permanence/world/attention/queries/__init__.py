"""What is known of people's attention."""

from permanence.world.attention.queries.reaching import ways_to

__all__ = ["ways_to"]
