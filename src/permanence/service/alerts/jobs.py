"""What is done about alerts on the side."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.alerts import actions


def watch_sources() -> int:
    """Hear who has fallen silent."""
    with house():
        return actions.hear_silence(at=clock.now())


def forget_deliveries() -> int:
    """Forget raw messages of long ago."""
    with house():
        return actions.forget_deliveries(at=clock.now())
