"""What the workers do for the search."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.worklists import actions


def gather_words() -> int:
    """Note the words of the next entries and files, then rest: there may be millions of them."""
    with house():
        actions.gather_words(at=clock.now())
    return 0


def forget_rare_words() -> int:
    """Forget words that were met once, long ago."""
    with house():
        return actions.forget_rare_words(at=clock.now())
