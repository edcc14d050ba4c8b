"""What the worker runs for articles."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.knowledge.actions.reviewing import ask_owners


def remind_owners() -> int:
    """Ask the owners of articles whether these are still right."""
    with house():
        return ask_owners(at=clock.now())
