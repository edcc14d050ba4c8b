"""Which ways to reach whom are tried on a rung, and when: its office, then each person in turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

LATEST: Final = 0.9


@dataclass(frozen=True)
class Way:
    """One way to reach somebody, and how long after their turn began it is tried."""

    way: str
    address: str
    after: timedelta = timedelta()


@dataclass(frozen=True)
class Callee:
    """Somebody who is called, in their language, by their ways; an office has no number."""

    number: int | None
    name: str
    language: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Planned:
    """One call to be made so long after the rung is called."""

    callee: Callee
    way: Way
    after: timedelta


def plan_calls(
    office: Callee, people: Sequence[Callee], *, allowed: timedelta
) -> tuple[Planned, ...]:
    """Return the calls of a rung in the order in which they are made.

    The office and the first person are called at once; each further one when the time of those
    before is over. Every way has its turn within the time of the rung, and none is used twice.
    """
    latest = allowed * LATEST
    planned: dict[tuple[str, str], Planned] = {}
    for callee, begins in ((office, timedelta()), *share_time(people, allowed)):
        for way in callee.ways:
            after = min(begins + way.after, latest)
            planned.setdefault((way.way, way.address), Planned(callee, way, after))
    return tuple(sorted(planned.values(), key=lambda one: one.after))


def share_time(people: Sequence[Callee], allowed: timedelta) -> list[tuple[Callee, timedelta]]:
    """Return when each person's time begins: all have the same share of the rung's."""
    return [(one, allowed * place / len(people)) for place, one in enumerate(people)]
