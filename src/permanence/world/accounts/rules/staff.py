"""What is kept of a member of staff and of a team."""

from __future__ import annotations

from dataclasses import dataclass

LEVELS = (1, 2, 3)


@dataclass(frozen=True)
class StaffCard:
    """What is kept of a member of staff; `skills` are keys of services."""

    name: str
    email: str
    language: str
    level: int
    languages: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True)
class TeamCard:
    """What is kept of a team; without a calendar it always works."""

    name: str
    levels: tuple[int, ...]
    languages: tuple[str, ...]
    skills: tuple[str, ...]
    calendar: str
    mode: str
    position: int
