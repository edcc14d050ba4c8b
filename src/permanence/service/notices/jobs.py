"""What the watch and the workers run for notices."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.notices.actions import (
    hear_returned,
    hear_taken,
    pass_on_late,
    post_released,
    release_due_notices,
)


def watch_notices() -> int:
    """Release by policy what nobody decided on."""
    with house():
        return release_due_notices(at=clock.now())


def send_notices() -> int:
    """Hand the next sets of released notices to the outbox."""
    with house():
        return post_released(at=clock.now())


def follow_notices() -> int:
    """Note what became of what was sent, and go on where it failed."""
    done = 0
    with house():
        done += hear_taken()
    with house():
        done += hear_returned(at=clock.now())
    with house():
        done += pass_on_late(at=clock.now())
    return done
