"""What was heard of one alert, and what it comes to: the same in any order, however often. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FIRING: Final = "firing"
RESOLVED: Final = "resolved"
STATES: Final = (FIRING, RESOLVED)
# From so many beginnings within so long an alert is flapping, until it was quiet for as long.
FLAPS: Final = 4
FLAPPING: Final = timedelta(minutes=30)
# Whatever comes later than this may find that what it belongs to is forgotten.
EXACT: Final = timedelta(days=1)
REMEMBERED: Final = timedelta(days=30)


@dataclass(frozen=True, order=True)
class Turn:
    """One instant at which an alert was heard to fire, or to be over.

    At the same instant the end comes last: something that begins and ends at once is over.
    """

    at: datetime
    state: str


@dataclass(frozen=True)
class Standing:
    """How an alert stands, and until when it counts as one that comes and goes.

    `began` is when it began last, `ended` when that was over, `count` how often it has begun.
    """

    state: str
    first: datetime
    began: datetime
    ended: datetime | None
    count: int
    flaps_until: datetime | None


def fold_turns(turns: Iterable[Turn]) -> Standing:
    """Return how an alert stands after these turns, heard in any order and any number of times.

    Of several beginnings without an end between them the first counts, and of several ends too:
    whoever tells again what is known tells nothing new. An end of something that never began is a
    beginning and an end at one instant.
    """
    known = sorted(set(turns))
    begun: list[datetime] = []
    ended: datetime | None = None
    fires = False
    for turn in known:
        if turn.state == FIRING and not fires:
            begun.append(turn.at)
            fires, ended = True, None
        elif turn.state == RESOLVED and (fires or not begun):
            begun = begun or [turn.at]
            fires, ended = False, turn.at
    return Standing(
        state=FIRING if fires else RESOLVED,
        first=begun[0],
        began=begun[-1],
        ended=ended,
        count=len(begun),
        flaps_until=find_flapping(begun, last=ended or begun[-1]),
    )


def find_flapping(begun: Sequence[datetime], *, last: datetime) -> datetime | None:
    """Return until when an alert that began at these instants flaps; None when it does not.

    `last` is when it changed last.
    """
    for early, late in zip(begun[: -FLAPS + 1], begun[FLAPS - 1 :], strict=False):
        if late - early <= FLAPPING and last - late <= FLAPPING:
            return last + FLAPPING
    return None


def is_on(state: str, flaps_until: datetime | None, *, at: datetime) -> bool:
    """Say whether an alert is to be taken for firing: one that flaps is, until it was quiet."""
    return state == FIRING or (flaps_until is not None and at < flaps_until)


def spare_turns(turns: Iterable[Turn]) -> list[Turn]:
    """Return which turns need not be kept: nothing that is known follows from them.

    Those that say again what the one before said, a day after; and what is a month older than the
    last, but for how the alert stands now.
    """
    known = sorted(set(turns))
    if not known:
        return []
    last, standing = known[-1].at, fold_turns(known)
    spare = []
    for before, turn in zip([None, *known], known, strict=False):
        age = last - turn.at
        is_again = before is not None and before.state == turn.state and age > EXACT
        if is_again or (age > REMEMBERED and turn.at < standing.began):
            spare.append(turn)
    return spare
