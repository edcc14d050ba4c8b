"""What the watch runs for tickets."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.tickets.actions.watching import settle_due_marks


def watch_marks() -> int:
    """Act on the marks that are due on tickets."""
    with house():
        return settle_due_marks(at=clock.now())
