"""How long a ticket may be put out of sight, and what must not be put there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, Protocol

LONGEST: Final = timedelta(days=366)


class Running(Protocol):
    """A promise that is not kept yet."""

    @property
    def warn_at(self) -> datetime | None:
        """Return when it comes at risk; None where nobody is warned."""
        ...

    @property
    def due_at(self) -> datetime | None:
        """Return when it is due; None while its clock stands still."""
        ...


def first_risk(running: Iterable[Running]) -> datetime | None:
    """Return when the first of these promises comes at risk; None when none can."""
    risks = [one.warn_at or one.due_at for one in running if one.due_at is not None]
    return min((one for one in risks if one is not None), default=None)


def may_sleep_until(until: datetime, *, at: datetime) -> bool:
    """Say whether a ticket may be put out of sight until then: a time to come, not for ever."""
    return at < until <= at + LONGEST
