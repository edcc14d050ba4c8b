"""Whether promises are watched, as this process last saw it: no page asks the database for it."""

from __future__ import annotations

from datetime import datetime, timedelta

from permanence.ground.lib.clock import now
from permanence.ground.lib.db import house
from permanence.promises.clocks.queries import read_watch
from permanence.promises.clocks.rules import WatchState

# What was seen longer ago says nothing: the database is away, and pages say so themselves.
BELIEVED = timedelta(seconds=30)


class Lookout:
    """What one process last saw of the watch; replaced whole, so that threads need no lock."""

    seen: tuple[WatchState | None, datetime] | None = None


def look_at_watch() -> bool:
    """Read whether promises are watched, for all pages of this process; return whether they are."""
    at = now()
    with house():
        look_again(at=at)
    return unwatched_since(at=at) is None


def look_again(*, at: datetime) -> None:
    """Read it in the transaction at hand."""
    Lookout.seen = (read_watch(), at)


def unwatched_since(*, at: datetime) -> datetime | None:
    """Return since when no promise is watched, as far as this process knows; None while they are.

    Before the first look, and before a watch ever went round, nothing is known.
    """
    if Lookout.seen is None:
        return None
    state, looked_at = Lookout.seen
    if state is None or at - looked_at > BELIEVED:
        return None
    return state.silent_since(at=looked_at)
