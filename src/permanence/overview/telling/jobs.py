"""What the worker runs to tell people outside the pages."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.overview.telling.actions.digests import send_due_digests


def send_digests() -> int:
    """Write the mails with what waits for people, when they want them."""
    with house():
        return send_due_digests(at=clock.now())
