"""What the watch runs for incidents."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.incidents.actions import settle_due_clocks


def watch_clocks() -> int:
    """Act on the marks that are due on incidents."""
    with house():
        return settle_due_clocks(at=clock.now())
