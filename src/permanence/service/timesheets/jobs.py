"""What the workers do for answers and the time that they took."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.service.timesheets.actions import send_timed_answer

MOST_ANSWERS = 50


def send_held_answers() -> int:
    """Send the answers whose time has come, each with its time in a transaction of its own."""
    sent = 0
    while sent < MOST_ANSWERS:
        with house():
            if not send_timed_answer(at=clock.now()):
                break
        sent += 1
    return sent
