"""Climbs: what is known of a ladder when one starts, and who says what about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from permanence.ground.journal.rules import Actor
from permanence.promises.policies.rules import Course

GROUNDS: Final = ("warning", "overdue", "customer", "specialist", "incident")
Hours = tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True)
class Step:
    """One rung as it will be called: who, where, in which language, with how much time.

    `hours` are its open spans as they stood, None for always. `rota` is a rota by name, `people`
    are log-ins: they are called beside the office, whoever they are when it is called.
    """

    key: str
    office: Mapping[str, str]
    mail: str
    phone: str
    language: str
    allowed: timedelta
    mobile: str = ""
    hours: Hours | None = None
    rota: str = ""
    people: tuple[str, ...] = ()


@dataclass(frozen=True)
class Briefing:
    """What a rung is told in one language: everything needed to act without a log-in."""

    subject: str
    text: str


@dataclass(frozen=True)
class Start:
    """A climb to be started for an owner's subject ("ticket", 123).

    `ground` says what started it; `promise` the promise it is for, if it is for one. Two climbs
    for the same promise, or without one on the same ground, do not go on at once.
    """

    owner: str
    subject: int
    desk: int
    organisation: int | None
    ground: str
    steps: tuple[Step, ...]
    briefing: Mapping[str, Briefing]
    sender: str
    sender_name: str
    promise: str = ""
    severity: int | None = None
    course: Course = field(default_factory=Course)
    reason: str = ""
    reference: str = ""
    by: Actor | None = None

    @property
    def matter(self) -> str:
        """What the climb is for, as two of them are told apart."""
        return self.promise or self.ground


@dataclass(frozen=True)
class Answerer:
    """Who answers a call: the actor, and the specialist or the call that is theirs."""

    actor: Actor
    specialist: int | None = None
    call: int | None = None
    rung: int | None = None
