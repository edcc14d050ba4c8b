"""What is wrong with a plan before it is kept."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from permanence.world.calendars.rules.public import holidays_of_year
from permanence.world.calendars.rules.zones import find_zone
from permanence.world.rotas.rules.clocks import WEEK
from permanence.world.rotas.rules.plans import (
    MIDNIGHT,
    OWN_CLOCKS,
    Holidays,
    Hours,
    Layer,
    Place,
    Plan,
    Rotation,
)

MOST_LAYERS: Final = 12
MOST_MEMBERS: Final = 60
MOST_LENGTHS: Final = 28
MOST_UNITS: Final = 366
FIRST_YEAR, LAST_YEAR = 1971, 2199
SOME_YEAR: Final = 2026


class Wrong(StrEnum):
    """What may be wrong."""

    ZONE = "zone"
    NO_LAYER = "no_layer"
    NUMBERS = "numbers"
    NAME = "name"
    MEMBERS = "members"
    TWICE = "twice"
    LENGTHS = "lengths"
    FIRST_DAY = "first_day"
    HAND_OFF = "hand_off"
    HOURS = "hours"
    PLACES = "places"


class Fault(NamedTuple):
    """One thing that is wrong, with the number of its layer; 0 is the rota itself."""

    wrong: Wrong
    layer: int = 0


def find_faults(plan: Plan) -> list[Fault]:
    """Return what keeps a plan from being kept."""
    numbers = [one.number for one in plan.layers]
    found = []
    if not is_zone(plan.zone):
        found.append(Fault(Wrong.ZONE))
    if all(one.is_shadow for one in plan.layers) or len(plan.layers) > MOST_LAYERS:
        found.append(Fault(Wrong.NO_LAYER))
    if len(set(numbers)) < len(numbers) or any(one < 1 for one in numbers):
        found.append(Fault(Wrong.NUMBERS))
    for layer in plan.layers:
        found += [Fault(wrong, layer.number) for wrong in wrongs_of(layer)]
    return found


def wrongs_of(layer: Layer) -> list[Wrong]:
    """Return what is wrong with a layer."""
    asked = layer.holidays is not Holidays.AS_EVER
    tried = {
        Wrong.NAME: bool(layer.name.strip()),
        Wrong.MEMBERS: 1 <= len(layer.members) <= MOST_MEMBERS,
        Wrong.TWICE: len(set(layer.members)) == len(layer.members),
        Wrong.HOURS: all(are_hours(one) for one in layer.hours),
        Wrong.ZONE: layer.zone in {"", OWN_CLOCKS} or is_zone(layer.zone),
        Wrong.PLACES: bool(layer.places or not asked) and all(map(is_place, layer.places)),
    }
    return [*(wrong for wrong, fits in tried.items() if not fits), *wrongs_of_turns(layer.rotation)]


def wrongs_of_turns(turns: Rotation) -> list[Wrong]:
    """Return what is wrong with how turns follow each other."""
    lengths = turns.lengths
    tried = {
        Wrong.LENGTHS: 1 <= len(lengths) <= MOST_LENGTHS
        and all(1 <= one <= MOST_UNITS for one in lengths),
        Wrong.FIRST_DAY: date(FIRST_YEAR, 1, 1) <= turns.first_day <= date(LAST_YEAR, 12, 31),
        Wrong.HAND_OFF: 0 <= turns.hand_off < MIDNIGHT,
    }
    return [wrong for wrong, fits in tried.items() if not fits]


def are_hours(hours: Hours) -> bool:
    """Say whether hours are of some weekdays, and on a clock."""
    return (
        bool(hours.days)
        and all(0 <= day < WEEK for day in hours.days)
        and 0 <= hours.opens < MIDNIGHT
        and 0 <= hours.closes <= MIDNIGHT
    )


def is_zone(name: str) -> bool:
    """Say whether a time zone has this name."""
    try:
        find_zone(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


def is_place(place: Place) -> bool:
    """Say whether public holidays are known of a place."""
    try:
        holidays_of_year(*place, SOME_YEAR)
    except NotImplementedError:
        return False
    return True
