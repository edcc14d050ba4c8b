"""The value an act is recorded by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Actor:
    """Who did something: "specialist:7", "contact:9", "rung:3" or the system itself."""

    key: str
    name: str


SYSTEM = Actor("system", "")


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
