"""What the workers run for contracts."""

from __future__ import annotations

from permanence.ground.lib import clock
from permanence.ground.lib.db import house
from permanence.promises.contracts.actions.alerts import send_alerts
from permanence.promises.contracts.actions.bank import grant_lots


def keep_hours() -> int:
    """Grant the hours whose time has come, and tell customers of theirs."""
    with house():
        at = clock.now()
        grant_lots(at=at)
        send_alerts(at=at)
    return 0  # never twice in a row: there is a minute between
