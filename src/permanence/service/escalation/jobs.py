"""What the watch runs for climbs."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.escalation.actions import settle_due_rungs


def watch_rungs() -> int:
    """Call the next rung wherever one let its time run out."""
    with house():
        return settle_due_rungs(at=clock.now())
