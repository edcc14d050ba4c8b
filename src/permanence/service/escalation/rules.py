"""What a climb needs to know of a ladder, and how its calls are signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Step:
    """One rung as it will be called: who, where, in which language, with how much time."""

    key: str
    office: Mapping[str, str]
    mail: str
    phone: str
    language: str
    allowed: timedelta


@dataclass(frozen=True)
class Briefing:
    """What a rung is told in one language: everything needed to act without a log-in."""

    subject: str
    text: str


@dataclass(frozen=True)
class Start:
    """A climb to be started for an owner's subject ("ticket", 123)."""

    owner: str
    subject: int
    desk: int
    organisation: int | None
    ground: str
    steps: tuple[Step, ...]
    briefing: Mapping[str, Briefing]
    sender: str
    sender_name: str
