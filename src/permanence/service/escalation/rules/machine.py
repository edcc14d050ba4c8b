"""How a climb goes on: one pure function from what is known to what is done at an instant.

A ladder is called rung by rung; each has its time and within it its ways, one after the other. A
rung outside its hours is passed over or waited for; a way that fails is followed by the next at
once. Who holds the matter and moves nothing is called again, then the next rung. At the end of the
last round the alarm is given, again and again, until somebody takes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from permanence.promises.policies.rules import Course
from permanence.service.escalation.rules import Hours

OPEN, FAILED, DECLINED = "", "failed", "declined"


@dataclass(frozen=True)
class RungFacts:
    """One rung: its place, the time it has, and its open spans (None is always)."""

    position: int
    allowed: timedelta
    hours: Hours | None = None


@dataclass(frozen=True)
class CallFacts:
    """One way to reach somebody in the turn of a rung; `result` is empty while it may answer."""

    key: int
    due_at: datetime
    made_at: datetime | None = None
    result: str = OPEN


@dataclass(frozen=True)
class Turn:
    """The rung that is being called or waited for; given up, it has no more time."""

    round: int
    position: int
    until: datetime
    waits: bool = False
    given_up: bool = False
    calls: tuple[CallFacts, ...] = ()


@dataclass(frozen=True)
class Held:
    """Somebody has it since then; called again at `again_at`; `moved` when something moved."""

    since: datetime
    again_at: datetime | None = None
    moved: bool = False


@dataclass(frozen=True)
class Facts:
    """All that is known of a climb that goes on."""

    rungs: tuple[RungFacts, ...]
    course: Course
    rings: bool = False
    turn: Turn | None = None
    held: Held | None = None
    alarmed_at: datetime | None = None


@dataclass(frozen=True)
class MakeCalls:
    """Make these calls of the turn now."""

    keys: tuple[int, ...]


@dataclass(frozen=True)
class CallRung:
    """Call a rung; it has its time from now on."""

    round: int
    position: int


@dataclass(frozen=True)
class WaitFor:
    """Wait for a rung to open, which is within its own time."""

    round: int
    position: int
    until: datetime


@dataclass(frozen=True)
class PassOver:
    """Leave out a rung that is outside its hours."""

    round: int
    position: int


@dataclass(frozen=True)
class CallAgain:
    """Call the one who has it again: nothing has moved."""


@dataclass(frozen=True)
class LetGo:
    """Take it from the one who has it: nothing has moved even so."""


@dataclass(frozen=True)
class Alarm:
    """Give the alarm, or repeat it."""


@dataclass(frozen=True)
class Finish:
    """End the climb: somebody has it, and something moved."""


Act = MakeCalls | CallRung | WaitFor | PassOver | CallAgain | LetGo | Alarm | Finish


def next_step(facts: Facts, at: datetime) -> tuple[Act, ...]:
    """Return what is done at an instant, in order; nothing while there is time."""
    if facts.held is not None:
        return follow_up(facts, facts.held, at)
    if facts.alarmed_at is not None:
        due = facts.alarmed_at + facts.course.alarm_every
        return (Alarm(),) if at >= due else ()
    turn = facts.turn
    if turn is None:
        return climb_on(facts, at)
    if turn.waits:
        if turn.given_up:
            return climb_on(facts, at)
        # It opened meanwhile: where the watch came so late that it closed again, it is called all
        # the same, for nobody is left out by a delay of ours.
        return (CallRung(turn.round, turn.position),) if at >= turn.until else ()
    if turn.given_up or at >= turn.until:
        return climb_on(facts, at)
    return call_on(facts, turn, at)


def follow_up(facts: Facts, held: Held, at: datetime) -> tuple[Act, ...]:
    """Return what follows when somebody has it: first a second call, then the next rung."""
    if held.moved:
        return (Finish(),)
    if held.again_at is None:
        return (CallAgain(),) if at >= held.since + facts.course.moves_within else ()
    if at < held.again_at + patience(facts):
        return ()
    rest = (Alarm(),) if facts.alarmed_at is not None else climb_on(facts, at)
    return (LetGo(), *rest)


def patience(facts: Facts) -> timedelta:
    """Return how long somebody who was called again has: as long as their rung, or to move."""
    turn = facts.turn
    own = next((one for one in facts.rungs if turn and one.position == turn.position), None)
    return own.allowed if own else facts.course.moves_within


def climb_on(facts: Facts, at: datetime) -> tuple[Act, ...]:
    """Return the call of the next rung that is there, with those passed over; else the alarm."""
    turn = facts.turn
    number, position = (turn.round, turn.position) if turn else (1, 0)
    acts: list[Act] = []
    while number <= facts.course.rounds:
        for rung in facts.rungs:
            if rung.position <= position:
                continue
            opens = opens_at(rung, at, rings=facts.rings)
            if opens == at:
                return (*acts, CallRung(number, rung.position))
            if opens and facts.course.closed == "wait" and opens - at <= rung.allowed:
                return (*acts, WaitFor(number, rung.position, opens))
            acts.append(PassOver(number, rung.position))
        number, position = number + 1, 0
    return (*acts, Alarm())


def opens_at(rung: RungFacts, at: datetime, *, rings: bool) -> datetime | None:
    """Return when a rung is there, from an instant on; None when nobody knows of such a time.

    Its hours are known for a while only: behind the last of them it counts as being there, since
    it is better to call in vain than not at all.
    """
    if rings or rung.hours is None or (rung.hours and at >= rung.hours[-1][1]):
        return at
    return next((max(opens, at) for opens, closes in rung.hours if closes > at), None)


def call_on(facts: Facts, turn: Turn, at: datetime) -> tuple[Act, ...]:
    """Return the calls of a turn whose time has come; without any that may answer, the next."""
    open_calls = [one for one in turn.calls if one.result == OPEN]
    to_make = [one for one in open_calls if one.made_at is None]
    due = tuple(one.key for one in to_make if one.due_at <= at)
    if due:
        return (MakeCalls(due),)
    if len(to_make) < len(open_calls):
        return ()
    if to_make:
        first = min(one.due_at for one in to_make)
        return (MakeCalls(tuple(one.key for one in to_make if one.due_at == first)),)
    return climb_on(facts, at)


def wake_at(facts: Facts) -> datetime:
    """Return the instant before which nothing is to be done unless something happens."""
    course, held, turn = facts.course, facts.held, facts.turn
    if held is not None:
        if held.again_at is None:
            return held.since + course.moves_within
        return held.again_at + patience(facts)
    if facts.alarmed_at is not None:
        return facts.alarmed_at + course.alarm_every
    if turn is None:
        raise ValueError("a climb that goes on calls, waits, is held or alarms")
    return min([turn.until, *to_come(turn.calls)])


def to_come(calls: Sequence[CallFacts]) -> list[datetime]:
    """Return when the calls of a turn that have not been made are due."""
    return [one.due_at for one in calls if one.made_at is None and one.result == OPEN]
