"""When what the law asks to be reported of a security breach is due. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from permanence.promises.policies.rules import Regulation
from permanence.service.incidents.rules.clocks import add_months

REGULATORY: Final = "regulatory:"
# The law knows no goal: people are warned when a quarter of the time is left.
WARN_SHARE: Final = 3 / 4


def key_of_regulation(row: str) -> str:
    """Return the key of the clock of a row of the table."""
    return f"{REGULATORY}{row}"


def span_of_regulation(regulation: Regulation, start_at: datetime) -> timedelta:
    """Return how long there is from an instant: months are those of the calendar."""
    if regulation.months:
        return add_months(start_at, regulation.months) - start_at
    return regulation.within
