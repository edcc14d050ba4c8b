"""What the workers do for boards."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.boards import actions
from permanence.world.accounts.models import Desk


def keep_figures() -> int:
    """Count the figures of each desk where there are many tickets, then rest."""
    with house():
        if not actions.has_many():
            actions.forget_figures()
            return 0
        desks = list(Desk.objects.order_by("pk"))
    for desk in desks:
        with house():
            actions.keep_figures(desk, at=clock.now())
    return 0
