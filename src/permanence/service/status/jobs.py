"""What the worker runs to keep the state of services true, and to tell it."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.status.actions.appearing import show_disruptions
from permanence.service.status.actions.refreshing import refresh_standings


def refresh_status() -> int:
    """Let disruptions appear, and make how components stand anew."""
    with house():
        at = clock.now()
        shown = show_disruptions(at=at)
        return shown + refresh_standings(at=at)
