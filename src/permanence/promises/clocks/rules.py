"""When nobody watches, and which instants passed meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

BEAT_EVERY: Final = timedelta(seconds=2)
SILENT_AFTER: Final = timedelta(seconds=20)
PING_EVERY: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class Silence:
    """A time in which nobody watched."""

    since: datetime
    until: datetime

    def as_facts(self) -> dict[str, str]:
        """Return it as the journal keeps it."""
        return {"unwatched_from": self.since.isoformat(), "unwatched_to": self.until.isoformat()}


@dataclass(frozen=True)
class WatchState:
    """When the watch last went round, and what the address outside answered to its ping."""

    beat_at: datetime
    pinged_at: datetime | None = None
    ping_works: bool = False
    ping_answer: str = ""

    def silent_since(self, *, at: datetime) -> datetime | None:
        """Return since when nobody watches; None while somebody does."""
        return self.beat_at if at - self.beat_at > SILENT_AFTER else None


def find_silence(silences: Iterable[Silence], due_at: datetime) -> Silence | None:
    """Return the time without a watch in which an instant fell; None when it was watched."""
    return next((one for one in silences if one.since <= due_at <= one.until), None)
