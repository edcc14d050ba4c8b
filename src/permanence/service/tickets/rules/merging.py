"""Whose files are merged, and for how long a merge can be undone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

UNDO_WITHIN: Final = timedelta(hours=24)


@dataclass(frozen=True)
class Owner:
    """Whose file it is."""

    contact: int
    organisation: int | None


def is_same_person(one: Owner, other: Owner) -> bool:
    """Say whether both files are of one contact: only then does one promise stand for both."""
    return one.contact == other.contact


def is_same_customer(one: Owner, other: Owner) -> bool:
    """Say whether both files are of one customer; else merging them has to be confirmed."""
    if is_same_person(one, other):
        return True
    return one.organisation is not None and one.organisation == other.organisation


def undo_until(merged_at: datetime) -> datetime:
    """Return until when a merge can be undone."""
    return merged_at + UNDO_WITHIN


def falls_away(merged: datetime | None, survivor: datetime | None, *, survivor_runs: bool) -> bool:
    """Say whether a promise of the merged file needs no clock of its own beside the survivor's.

    `merged` and `survivor` are when each is due; a clock that stands still is due at no instant.
    No promise gets later by merging.
    """
    if not survivor_runs:
        return False
    if merged is None:
        return True
    return survivor is not None and survivor <= merged
