"""When somebody is told that something changed, so that what swings fills no mailbox. Pure.

A change is told when it has stood for a while. What goes on swinging is told once it has done so
for long, gathered into one word. However it swings, no more than so many words go out in an hour,
and when it is quiet again the last word told is what is so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

HOUR: Final = timedelta(hours=1)
# So many times longer than a change has to stand, something may swing before it is told anyway.
PATIENCE: Final = 4


@dataclass(frozen=True)
class Pace:
    """How long a change has to stand, and how many words an hour may bring."""

    stands: timedelta = timedelta(minutes=3)
    most: int = 4


@dataclass(frozen=True)
class Fact:
    """How one thing stands, since when, and when it changed before; words of people stand at once.

    `key` names it ("component:7", "incident:3"); `state` is a code that is compared, never shown.
    `along` are the keys of what is told with it, as it stands then.
    """

    key: str
    state: str
    since: datetime | None = None
    changes: tuple[datetime, ...] = ()
    is_settled: bool = False
    along: tuple[str, ...] = ()

    def has_stood(self, pace: Pace, at: datetime) -> bool:
        """Say whether it has been so for long enough."""
        return self.is_settled or self.since is None or at - self.since >= pace.stands


@dataclass(frozen=True)
class Heard:
    """What somebody was told of each thing, when words went out, and since when it swings."""

    states: Mapping[str, str] = field(default_factory=dict)
    sent: tuple[datetime, ...] = ()
    unsettled_since: datetime | None = None


@dataclass(frozen=True)
class Change:
    """One thing that is told: how it stood when it was told last, and how often it changed."""

    key: str
    before: str | None
    after: str
    swings: int = 1


@dataclass(frozen=True)
class Decision:
    """What is told now, what is known to have been told after that, and when to look again."""

    changes: tuple[Change, ...]
    heard: Heard
    again_at: datetime | None = None


def begin_hearing(facts: Sequence[Fact]) -> Heard:
    """Return what somebody who begins to listen knows: all that stands already."""
    return Heard({one.key: one.state for one in facts})


def decide(heard: Heard, facts: Sequence[Fact], *, pace: Pace, at: datetime) -> Decision:
    """Return what somebody is told now of how things stand."""
    pending = [one for one in facts if heard.states.get(one.key) != one.state]
    settled = [one for one in pending if one.has_stood(pace, at)]
    sent = tuple(one for one in heard.sent if at - one < HOUR)
    since = swings_since(heard, facts, pace=pace, at=at)
    rest = Heard(heard.states, sent, since)
    if not pending:
        return Decision((), rest, next_look(facts, pace=pace, at=at) if since else None)
    has_patience = since is None or at - since < pace.stands * PATIENCE
    if not settled and has_patience:
        ends = since + pace.stands * PATIENCE if since else None
        looks = [one for one in (next_look(pending, pace=pace, at=at), ends) if one]
        return Decision((), rest, min(looks, default=None))
    if len(sent) >= pace.most:
        return Decision((), rest, sent[-pace.most] + HOUR)
    along = {key for one in settled for key in one.along}
    told = [one for one in pending if one in settled or one.key in along or not has_patience]
    changes = tuple(tell(one, heard) for one in told)
    known = {**heard.states, **{one.key: one.state for one in told}}
    left = [one for one in pending if one not in told]
    return Decision(
        changes,
        Heard(known, (*sent, at), at if left else None),
        next_look(left, pace=pace, at=at) if left else None,
    )


def swings_since(
    heard: Heard, facts: Sequence[Fact], *, pace: Pace, at: datetime
) -> datetime | None:
    """Return since when things have not been quiet; None once all of them have stood."""
    restless = [one for one in facts if not one.has_stood(pace, at)]
    if not restless:
        return None
    return heard.unsettled_since or min((one.since for one in restless if one.since), default=at)


def next_look(facts: Sequence[Fact], *, pace: Pace, at: datetime) -> datetime | None:
    """Return when the next of these things will have stood for long enough."""
    ends = [one.since + pace.stands for one in facts if one.since and not one.has_stood(pace, at)]
    return min(ends, default=None)


def tell(fact: Fact, heard: Heard) -> Change:
    """Return what is told of a thing."""
    last = heard.sent[-1] if heard.sent else None
    swings = sum(1 for one in fact.changes if last is None or one > last)
    return Change(fact.key, heard.states.get(fact.key), fact.state, max(swings, 1))
