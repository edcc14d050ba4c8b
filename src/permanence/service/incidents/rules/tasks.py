"""Tasks of an incident: how they stand, what may become of them, when somebody is reminded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

REMIND_EVERY: Final = timedelta(minutes=30)


class TaskState(StrEnum):
    """How a task stands; one that was dropped says why."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True)
class TaskCard:
    """What a task says: what is to be done, by which team and person, until when."""

    title: str
    team: str
    owner: int | None = None
    due_at: datetime | None = None

    def differs_from(self, other: TaskCard) -> tuple[str, ...]:
        """Return what two cards do not say alike."""
        keys = ("title", "team", "owner", "due_at")
        return tuple(key for key in keys if getattr(self, key) != getattr(other, key))


def remind_first(due_at: datetime | None, *, at: datetime) -> datetime | None:
    """Return when a task is reminded of for the first time: when it is due, never in the past."""
    return max(due_at, at) if due_at is not None else None


def remind_next(at: datetime) -> datetime:
    """Return when it is reminded of again, as long as it is open."""
    return at + REMIND_EVERY


def move_place(places: Sequence[int], task: int, *, up: bool) -> tuple[int, int] | None:
    """Return the two tasks that change places when one moves by one; None at the end."""
    at = places.index(task)
    other = at - 1 if up else at + 1
    if not 0 <= other < len(places):
        return None
    return task, places[other]
