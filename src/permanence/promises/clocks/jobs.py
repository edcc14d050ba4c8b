"""What the watch asks of clocks."""

from __future__ import annotations

from math import inf

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.promises.clocks.actions import keep_beat
from permanence.promises.clocks.queries import next_mark_due


def seconds_to_next_mark() -> float:
    """Return for how long no mark will be due, as far as is known; infinity without any."""
    with house():
        due = next_mark_due()
    return inf if due is None else (due - clock.now()).total_seconds()


def beat_watch() -> int:
    """Write down that the watch goes round; nothing was settled by that."""
    with house():
        keep_beat(at=clock.now())
    return 0
