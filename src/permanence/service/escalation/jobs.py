"""What the watch runs for climbs."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.escalation.actions import (
    settle_answers,
    settle_due_rungs,
    settle_failed_calls,
)


def watch_rungs() -> int:
    """Go on wherever a climb has waited long enough."""
    with house():
        return settle_due_rungs(at=clock.now())


def hear_failed_calls() -> int:
    """Go on at once wherever a call did not get through."""
    with house():
        return settle_failed_calls(at=clock.now())


def hear_answers() -> int:
    """Do what came back of texts and phone calls."""
    with house():
        return settle_answers(at=clock.now())
