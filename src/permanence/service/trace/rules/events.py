"""What happens to a message on its way to one recipient: the events and their order. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

_NUMBER = re.compile(r"[+\d][\d\s()./-]*")


class Kind(StrEnum):
    """What happened, in the order in which it happens at one host."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    ATTEMPTED = "attempted"
    DEFERRED = "deferred"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    FAILED = "failed"
    DELIVERED = "delivered"


STATES: Final = tuple(str(one) for one in Kind)
RANKS: Final = {kind: rank for rank, kind in enumerate(Kind)}
# What ends the stay of a message at a host, and what an attempt comes to.
ENDS: Final = frozenset({Kind.DELIVERED, Kind.FAILED, Kind.EXPIRED, Kind.CANCELLED})
RESULTS: Final = frozenset({Kind.DELIVERED, Kind.FAILED, Kind.DEFERRED})
FAILING: Final = (Kind.DEFERRED, Kind.FAILED, Kind.EXPIRED)

INBOUND, OUTBOUND = "inbound", "outbound"
DIRECTIONS: Final = (INBOUND, OUTBOUND)
# What an event may say of the message beside what became of it; said once is enough.
OF_MESSAGE: Final = ("sender", "direction", "method", "user_id", "account", "component")
# What it may say of itself alone.
OF_EVENT: Final = ("next_host", "queue_id", "seconds", "pages")


@dataclass(frozen=True)
class Told:
    """One event as its source tells it; `uid` names it there, so that it counts once.

    A message is named by its job number, by its Message-ID, or by both.
    """

    uid: str
    at: datetime
    kind: Kind
    recipient: str
    job: str = ""
    message_id: str = ""
    host: str = ""
    status: str = ""
    reply: str = ""
    next_try_at: datetime | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[datetime, int, str, str, str]:
        """Where it stands among the others: by its instant, else as things happen."""
        return self.at, RANKS[self.kind], self.host, self.uid, self.reply


def in_order(events: Iterable[Told]) -> list[Told]:
    """Return events as they happened, each once."""
    once = {one.place: one for one in events}
    return [once[place] for place in sorted(once)]


def write_address(text: str) -> str:
    """Return an address as it is kept and looked for: lower case, a telephone number bare."""
    if _NUMBER.fullmatch(text):
        return re.sub(r"[^+\d]", "", text)
    return text.lower()
