"""How on-call time is shared: hours, nights, weekends and holidays of each person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from permanence.world.calendars.rules.calendar import DAY
from permanence.world.calendars.rules.zones import find_zone, offset_pieces, to_seconds
from permanence.world.rotas.rules.clocks import weekday_of
from permanence.world.rotas.rules.hours import is_holiday
from permanence.world.rotas.rules.plans import Place
from permanence.world.rotas.rules.shifts import Shift

NIGHT_BEGINS: Final = 22 * 3600
NIGHT_ENDS: Final = 6 * 3600
SATURDAY: Final = 5


@dataclass(frozen=True)
class Burden:
    """Seconds on call of one person, by their own clock; those of a night or a weekend as well."""

    shifts: int = 0
    seconds: int = 0
    nights: int = 0
    weekends: int = 0
    holidays: int = 0


def weigh_shifts(
    shifts: Iterable[Shift], zones: Mapping[int, str], places: Iterable[Place] = ()
) -> dict[int, Burden]:
    """Return what each person carries; nights, weekends and holidays by their own clock.

    A night is from 22:00 to 06:00, a weekend Saturday and Sunday. A shadow carries nothing.
    """
    kept: dict[int, list[Shift]] = defaultdict(list)
    for shift in shifts:
        if not shift.is_shadow:
            kept[shift.person].append(shift)
    named = tuple(places)
    return {person: weigh_one(own, zones.get(person, "UTC"), named) for person, own in kept.items()}


def weigh_one(shifts: Iterable[Shift], zone: str, places: tuple[Place, ...]) -> Burden:
    """Return what one person carries."""
    count = seconds = nights = weekends = holidays = 0
    for shift in shifts:
        count += 1
        for day, begins, ends in local_days(shift, zone):
            lasted = ends - begins
            seconds += lasted
            nights += lasted - max(0, min(ends, NIGHT_BEGINS) - max(begins, NIGHT_ENDS))
            weekends += lasted if weekday_of(day) >= SATURDAY else 0
            holidays += lasted if is_holiday(places, day) else 0
    return Burden(count, seconds, nights, weekends, holidays)


def local_days(shift: Shift, zone: str) -> Iterable[tuple[int, int, int]]:
    """Yield a shift by the days that a clock shows: (day, first and last second within it)."""
    since, until = to_seconds(shift.start), to_seconds(shift.end)
    for begins, ends, offset in offset_pieces(find_zone(zone), since, until):
        at = begins
        while at < ends:
            day, second = divmod(at + offset, DAY)
            lasts = min(DAY - second, ends - at)
            yield day, second, second + lasts
            at += lasts
