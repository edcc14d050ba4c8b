"""What the worker runs to look back on incidents."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.reviews.actions.asking import remind_contributors
from permanence.service.reviews.actions.opening import open_post_mortems
from permanence.service.reviews.actions.planning import follow_measures


def look_back() -> int:
    """Open the post-mortems of incidents that were resolved."""
    with house():
        return open_post_mortems(at=clock.now())


def remind_people() -> int:
    """Remind those whose contribution is missing, and the owners of measures."""
    at = clock.now()
    with house():
        return remind_contributors(at=at) + follow_measures(at=at)
