"""What the workers do for the reports."""

from __future__ import annotations

from typing import Final

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.reports.actions import count_next_month
from permanence.world.accounts.models import Desk

MOST_MONTHS: Final = 6


def count_large_months() -> int:
    """Count the months of large desks whose time has come, one in each transaction.

    A few for each desk: the other work of the lane goes on in between.
    """
    at, done = clock.now(), 0
    with house():
        desks = list(Desk.objects.order_by("pk"))
    for desk in desks:
        for _month in range(MOST_MONTHS):
            with house():
                if not count_next_month(desk, at=at):
                    break
            done += 1
    return done
