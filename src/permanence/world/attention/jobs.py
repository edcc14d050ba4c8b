"""What the worker runs for what passes."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.world.attention.actions.notices import forget_notices
from permanence.world.attention.actions.viewing import forget_passed


def forget_what_passed() -> int:
    """Clear who was here and what stirred, once it is over."""
    with house():
        return forget_passed(at=clock.now())


def forget_old_notices() -> int:
    """Clear notices that were read long ago."""
    with house():
        return forget_notices(at=clock.now())
