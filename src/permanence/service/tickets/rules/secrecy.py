"""Who may know of a confidential file, and for how long who breaks the glass: pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

# Long enough for an emergency and a shift's hand-over; then a reason is written again.
GLASS_LASTS: Final = timedelta(hours=4)


@dataclass(frozen=True)
class Circle:
    """The people and teams who were chosen to know of a file, by number."""

    people: frozenset[int] = field(default_factory=frozenset)
    teams: frozenset[int] = field(default_factory=frozenset)

    def __bool__(self) -> bool:
        return bool(self.people or self.teams)


@dataclass(frozen=True)
class Change:
    """Who is let in and who is let out when one circle follows another."""

    people_in: frozenset[int]
    people_out: frozenset[int]
    teams_in: frozenset[int]
    teams_out: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.people_in or self.people_out or self.teams_in or self.teams_out)


def compare_circles(before: Circle, after: Circle) -> Change:
    """Return who comes in and who goes when `after` follows `before`."""
    return Change(
        people_in=after.people - before.people,
        people_out=before.people - after.people,
        teams_in=after.teams - before.teams,
        teams_out=before.teams - after.teams,
    )


def end_of_glass(at: datetime) -> datetime:
    """Return until when somebody may read who breaks the glass now."""
    return at + GLASS_LASTS
