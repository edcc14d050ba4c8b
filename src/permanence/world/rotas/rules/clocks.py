"""When a clock on the wall shows a time: what hand-offs and hours are said in.

Local times are counted in seconds since 1970 as the wall shows them, real time in UTC.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from permanence.world.calendars.rules.calendar import DAY
from permanence.world.calendars.rules.zones import clock_shows, find_zone, offset_at, offset_pieces

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# 1 January 1970 was a Thursday.
THURSDAY: Final = 3
WEEK: Final = 7
MINUTE: Final = 60


def shown_at(zone: str, second: int) -> int:
    """Return the local time that the zone's clock shows at a second."""
    return second + offset_at(find_zone(zone), second)


@lru_cache(maxsize=65_536)
def first_showing(zone: str, local: int) -> int:
    """Return the first second at which the zone's clock shows this local time or a later one.

    Of a repeated hour that is the first; a time that is skipped comes when the clock is put
    forward. So later local times never come earlier, and hand-offs leave no hole.
    """
    clock = find_zone(zone)
    found = clock_shows(clock, local)
    if found + offset_at(clock, found) == local:
        return found
    return list(offset_pieces(clock, found - 2 * DAY, found + 1))[-1][0]


def showings(zone: str, local: int) -> set[int]:
    """Return every second at which the zone's clock comes to show a local time: one or two."""
    again = (EPOCH + timedelta(seconds=local)).replace(tzinfo=find_zone(zone), fold=1)
    return {first_showing(zone, local), int(again.timestamp())}


def clock_moves(zone: str, since: int, until: int) -> list[int]:
    """Return the seconds at which the zone's clock is put forward or back."""
    return [begins for begins, _, _ in offset_pieces(find_zone(zone), since, until)][1:]


def weekday_of(day: int) -> int:
    """Return the weekday of a local day since 1970; Monday is 0."""
    return (day + THURSDAY) % WEEK
