"""When what the law asks to be reported of a security breach is due. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from permanence.ground.lib.months import add_months
from permanence.promises.policies.rules import Regulation

REGULATORY: Final = "regulatory:"
REPORTED: Final = "regulation.reported"
# The law knows no goal: people are warned when a quarter of the time is left.
WARN_SHARE: Final = 3 / 4


def key_of_regulation(row: str) -> str:
    """Return the key of the clock of a row of the table."""
    return f"{REGULATORY}{row}"


def span_of_regulation(regulation: Regulation, start_at: datetime, *, zone: str) -> timedelta:
    """Return how long there is from an instant: months are those of the calendar in a zone.

    A month ends at the same time of the wall clock; one that it does not know, since it was put
    forward then, or knows twice, is the earlier instant: nobody is given more than the month.
    """
    if not regulation.months:
        return regulation.within
    local = add_months(start_at.astimezone(ZoneInfo(zone)), regulation.months)
    ends = min(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    return ends - start_at.astimezone(UTC)
