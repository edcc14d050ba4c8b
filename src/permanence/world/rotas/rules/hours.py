"""Within which hours a layer works, by the clock of one zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from permanence.world.calendars.rules.calendar import DAY
from permanence.world.calendars.rules.public import holidays_of_year
from permanence.world.rotas.rules.clocks import MINUTE, clock_moves, showings, shown_at, weekday_of
from permanence.world.rotas.rules.plans import MIDNIGHT, Holidays, Hours, Layer, Place

WHOLE_DAYS: Final = (Hours((0, 1, 2, 3, 4, 5, 6), 0, MIDNIGHT),)
FIRST: Final = date(1970, 1, 1)


def is_within(layer: Layer, zone: str, at: int) -> bool:
    """Say whether a layer works at a second, as the clock of this zone shows it."""
    hours = hours_of(layer)
    if not hours:
        return True
    day, second = divmod(shown_at(zone, at), DAY)
    return any(
        opens <= second + back * DAY < closes and works_on(layer, one, day - back)
        for one in hours
        for opens, closes in [ends_of(one)]
        for back in (0, 1)
    )


def hours_of(layer: Layer) -> tuple[Hours, ...]:
    """Return the hours of a layer; none when it always works."""
    if layer.hours or layer.holidays is Holidays.AS_EVER:
        return layer.hours
    return WHOLE_DAYS


def ends_of(hours: Hours) -> tuple[int, int]:
    """Return the first and the last second of hours, counted from the midnight before them."""
    closes = hours.closes if hours.closes > hours.opens else hours.closes + MIDNIGHT
    return hours.opens * MINUTE, closes * MINUTE


def works_on(layer: Layer, hours: Hours, day: int) -> bool:
    """Say whether hours begin on a local day."""
    if weekday_of(day) not in hours.days:
        return False
    if layer.holidays is Holidays.AS_EVER:
        return True
    return is_holiday(layer.places, day) == (layer.holidays is Holidays.ONLY)


def is_holiday(places: Iterable[Place], day: int) -> bool:
    """Say whether a local day is a public holiday somewhere."""
    found = FIRST + timedelta(days=day)
    return any(found in holidays_of_year(*place, found.year) for place in places)


def hours_change(layer: Layer, zone: str, since: int, until: int) -> set[int]:
    """Return the seconds of a span at which the hours may begin or end; some may not."""
    hours = hours_of(layer)
    if not hours:
        return set()
    first, last = shown_at(zone, since) // DAY - 2, shown_at(zone, until) // DAY + 2
    found = set(clock_moves(zone, since, until))
    for one in hours:
        for end in ends_of(one):
            for day in range(first, last):
                found |= showings(zone, day * DAY + end)
    return {one for one in found if since <= one < until}
