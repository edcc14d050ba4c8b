"""Whether somebody is there: what they said of it, and when their browser was last used."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

HERE_FOR = timedelta(minutes=15)


class Standing(StrEnum):
    """How far somebody can be reckoned with."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    AWAY = "away"
    OUT = "out"


@dataclass(frozen=True)
class Gone:
    """A time in which somebody is not there, as they or a supervisor said: away for a while, or out
    of office with a stand-in.
    """

    kind: str
    from_at: datetime
    to_at: datetime
    stand_in: int | None = None
    stand_in_name: str = ""

    def covers(self, at: datetime) -> bool:
        """Say whether it lasts at an instant; it ends before its last one."""
        return self.from_at <= at < self.to_at


@dataclass(frozen=True)
class Presence:
    """Where somebody stands now; who is away or out says until when, and who stands in."""

    standing: Standing
    until: datetime | None = None
    stand_in: int | None = None
    stand_in_name: str = ""

    @property
    def is_gone(self) -> bool:
        """True of who has said that they are not there."""
        return self.until is not None


def presence_of(said: Iterable[Gone], *, seen_at: datetime | None, at: datetime) -> Presence:
    """Return where somebody stands: what they said comes first, then when they were last seen.

    To be out of office is more than to be away; of two of one kind the longer counts.
    """
    lasting = [gone for gone in said if gone.covers(at)]
    if lasting:
        most = max(lasting, key=lambda gone: (gone.kind == Standing.OUT, gone.to_at))
        return Presence(Standing(most.kind), most.to_at, most.stand_in, most.stand_in_name)
    is_here = seen_at is not None and at - seen_at <= HERE_FOR
    return Presence(Standing.HERE if is_here else Standing.ELSEWHERE)
