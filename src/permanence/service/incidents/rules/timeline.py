"""How events are sorted into kinds that people look for, and when one was written down late."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

# What begins like this belongs together; all that begins like nothing here is the incident's own.
PREFIXES: Final[dict[str, tuple[str, ...]]] = {
    "words": ("note.", "decision.", "fact."),
    "tasks": ("task.",),
    "people": ("team.", "lead.", "expert."),
    "records": ("record.",),
    "calls": ("climb.",),
    "clocks": ("clock.",),
    "customers": ("impact.", "notice.", "joining.", "ticket."),
}
OWN: Final = "course"
GROUPS: Final = (*PREFIXES, OWN)
LATE: Final = timedelta(minutes=1)


def group_of(kind: str) -> str:
    """Return to which group an event belongs."""
    found = (group for group, begins in PREFIXES.items() if kind.startswith(begins))
    return next(found, OWN)


def is_late(happened_at: datetime, written_at: datetime) -> bool:
    """Say whether an event was written down so late that a reader has to know it."""
    return written_at - happened_at >= LATE
