"""What the worker runs for rotas."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.duty.actions.handing import hand_over_shifts
from permanence.overview.duty.actions.warning import warn_of_gaps


def warn_ahead() -> int:
    """Tell supervisors of gaps ahead."""
    with house():
        return warn_of_gaps(at=clock.now())


def hand_over() -> int:
    """Report shifts that have ended to who is next."""
    with house():
        return hand_over_shifts(at=clock.now())
