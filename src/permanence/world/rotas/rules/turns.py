"""Whose turn it is: turns begin by the clock on the wall, one at the instant the last one ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import accumulate
from typing import Final

from permanence.world.calendars.rules.calendar import DAY
from permanence.world.rotas.rules.clocks import MINUTE, WEEK, first_showing, shown_at
from permanence.world.rotas.rules.plans import Rotation, Unit

SECONDS: Final = {Unit.HOUR: 3600, Unit.DAY: DAY, Unit.WEEK: WEEK * DAY}
FIRST: Final = date(1970, 1, 1)


def turn_at(rotation: Rotation, zone: str, at: int) -> int:
    """Return the number of the turn that lasts at a second; below 0 before the first."""
    number = number_shown(rotation, shown_at(zone, at))
    # While the clock repeats an hour it shows a turn that is over.
    while begins_at(rotation, zone, number + 1) <= at:
        number += 1
    return number


def begins_at(rotation: Rotation, zone: str, number: int) -> int:
    """Return the second at which a turn begins, and the one before it ends."""
    rounds, rest = divmod(number, len(rotation.lengths))
    units = rounds * sum(rotation.lengths) + sum(rotation.lengths[:rest])
    return first_showing(zone, first_shown(rotation) + units * SECONDS[rotation.unit])


def hand_offs(rotation: Rotation, zone: str, since: int, until: int) -> Iterator[int]:
    """Yield the seconds in a span at which turns begin."""
    number = max(turn_at(rotation, zone, since), 0)
    while (begins := begins_at(rotation, zone, number)) < until:
        if begins >= since:
            yield begins
        number += 1


def first_shown(rotation: Rotation) -> int:
    """Return what the clock shows when the first turn begins."""
    return (rotation.first_day - FIRST).days * DAY + rotation.hand_off * MINUTE


def number_shown(rotation: Rotation, local: int) -> int:
    """Return the number of the turn to which a local time belongs."""
    unit = SECONDS[rotation.unit]
    rounds, rest = divmod(local - first_shown(rotation), sum(rotation.lengths) * unit)
    ends = accumulate(length * unit for length in rotation.lengths)
    within = next(place for place, end in enumerate(ends) if rest < end)
    return rounds * len(rotation.lengths) + within
