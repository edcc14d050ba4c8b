"""What is said when an incident is declared or suspected. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class NewIncident:
    """An incident to be; `components`, `tickets` and `alerts` are keys of rows.

    `failing` is the component on which messages fail, if that is what it is declared from.
    """

    desk: int
    kind: str
    severity: int
    title: str
    components: Sequence[int]
    occurred_at: datetime
    detected_at: datetime
    drill: bool = False
    tickets: Sequence[int] = ()
    alerts: Sequence[int] = ()
    failing: int | None = None


def find_fault(occurred_at: datetime, detected_at: datetime, *, at: datetime) -> str:
    """Return what is wrong with the order of instants: "future", "order"; empty if nothing is."""
    if occurred_at > at or detected_at > at:
        return "future"
    return "order" if occurred_at > detected_at else ""
