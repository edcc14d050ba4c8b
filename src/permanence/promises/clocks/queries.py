"""Which marks are due."""

from __future__ import annotations

from datetime import datetime

from permanence.promises.clocks.models import Mark


def due_marks(owner: str, *, at: datetime, most: int = 200) -> list[Mark]:
    """Return the owner's marks to act on, the longest due first, unlocked.

    The owner locks its own rows first (SKIP LOCKED) and settles marks afterwards, so that an act
    on a ticket and the watch never wait for each other.
    """
    return list(Mark.objects.due(owner, at).select_related("deadline")[:most])
