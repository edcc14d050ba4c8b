"""What the workers do of the acts on many tickets."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.bulk.actions import finish_bulks, forget_unbegun, settle_next_row
from permanence.overview.bulk.models import Bulk

MOST_ROWS = 50


def carry_out_bulks() -> int:
    """Look at tickets, or change them, each in a transaction of its own."""
    with house():
        if not Bulk.objects.at_work().exists():
            return 0
    settled = 0
    while settled < MOST_ROWS:
        with house():
            if not settle_next_row(at=clock.now()):
                break
        settled += 1
    with house():
        return settled + finish_bulks(at=clock.now())


def forget_old_bulks() -> int:
    """Forget what was looked at and never begun."""
    with house():
        return forget_unbegun(at=clock.now())
