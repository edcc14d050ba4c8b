"""Clearing what requests leave in cycles: after each answer, never in the midst of a page.

Python's collector starts when much lives on. That is somewhere in a page, which then waits for all
that thirty others left. Right behind an answer there is little to look at, and it is at hand.
"""

from __future__ import annotations

import gc

# What outlived the answers that it was seen at is looked at again, and all of it seldom.
AGAIN, ALL = 20, 4000


class Tidying:
    """Called when a request is answered."""

    def __init__(self) -> None:
        self.answered = 0

    def __call__(self) -> None:
        """Clear what is young; after some answers what is older, and after many all there is."""
        self.answered += 1
        gc.collect(self.generation)

    @property
    def generation(self) -> int:
        """The oldest generation that is looked at now."""
        return (self.answered % AGAIN == 0) + (self.answered % ALL == 0)
