"""The value an act is recorded by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final


@dataclass(frozen=True)
class Actor:
    """Who did something: "specialist:7", "contact:9", "rung:3" or the system itself."""

    key: str
    name: str


SYSTEM = Actor("system", "")
SITTING: Final = timedelta(minutes=15)


def sitting_of(at: datetime) -> datetime:
    """Return when the quarter of an hour began in which somebody looks: one row stands for it."""
    return at - (at - at.min.replace(tzinfo=at.tzinfo)) % SITTING


@dataclass(frozen=True)
class Look:
    """What of a subject somebody looked at, and how they came to it if it is confidential."""

    subject: str
    what: str = ""
    way: str = ""
    desk: int | None = None


@dataclass(frozen=True)
class Deed:
    """One act to be recorded; `subject` names the file that shows it ("ticket:123")."""

    act: str
    subject: str
    at: datetime
    actor: Actor = SYSTEM
    desk: int | None = None
    organisation: int | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
