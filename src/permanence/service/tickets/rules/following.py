"""Whether a file is closed for so long that a further message is a request of its own."""

from __future__ import annotations

from datetime import datetime, timedelta


def is_over(closed_at: datetime | None, *, at: datetime, days: int | None) -> bool:
    """Say whether a message that arrives then comes too late to open its file again.

    `days` are whole days of 24 hours since it was closed; None opens it again for ever.
    """
    return days is not None and closed_at is not None and at - closed_at > timedelta(days=days)
