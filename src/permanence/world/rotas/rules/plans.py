"""What a rota says: layers of people who take turns, each within its hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

# The zone of a layer whose members are on call by their own clocks.
OWN_CLOCKS: Final = "own"
MIDNIGHT: Final = 24 * 60
Place = tuple[str, str | None]


class Unit(StrEnum):
    """In what turns are counted."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class Holidays(StrEnum):
    """What a layer does on public holidays."""

    AS_EVER = ""
    OFF = "off"
    ONLY = "only"


@dataclass(frozen=True)
class Rotation:
    """How turns follow each other: each lasts so many units, by the clock on the wall.

    Several `lengths` come one after the other, over and over. The first turn begins on `first_day`
    at `hand_off`, in minutes after midnight.
    """

    unit: Unit
    lengths: tuple[int, ...]
    first_day: date
    hand_off: int = 0


@dataclass(frozen=True)
class Hours:
    """Hours of some weekdays (Monday is 0), in minutes; what ends before it begins ends next day.

    What begins and ends at the same time lasts a day.
    """

    days: tuple[int, ...]
    opens: int
    closes: int


@dataclass(frozen=True)
class Layer:
    """People who take turns; several layers stand one behind the other.

    `number` names it through all versions of its rota. `zone` is that of its hours: empty for
    the rota's, `OWN_CLOCKS` for each member's own. `places` are countries, with a region, whose
    public holidays count. Who is in a shadow looks over a shoulder and is never called.
    """

    number: int
    name: str
    members: tuple[int, ...]
    rotation: Rotation
    hours: tuple[Hours, ...] = ()
    zone: str = ""
    holidays: Holidays = Holidays.AS_EVER
    places: tuple[Place, ...] = ()
    is_shadow: bool = False


@dataclass(frozen=True)
class Plan:
    """One version of a rota: its zone, in which hands are changed, and its layers."""

    zone: str
    layers: tuple[Layer, ...]

    @property
    def members(self) -> frozenset[int]:
        """Everybody who takes turns."""
        return frozenset(one for layer in self.layers for one in layer.members)

    def layer(self, number: int) -> Layer | None:
        """Return a layer by its number."""
        return next((one for one in self.layers if one.number == number), None)


def write_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as it is kept."""
    return {"zone": plan.zone, "layers": [write_layer(one) for one in plan.layers]}


def read_plan(kept: Mapping[str, Any]) -> Plan:
    """Return a plan that was kept."""
    return Plan(kept["zone"], tuple(read_layer(one) for one in kept["layers"]))


def write_layer(layer: Layer) -> dict[str, Any]:
    """Return a layer as it is kept."""
    turns = layer.rotation
    return {
        "number": layer.number,
        "name": layer.name,
        "members": list(layer.members),
        "unit": str(turns.unit),
        "lengths": list(turns.lengths),
        "first_day": turns.first_day.isoformat(),
        "hand_off": turns.hand_off,
        "hours": [[list(one.days), one.opens, one.closes] for one in layer.hours],
        "zone": layer.zone,
        "holidays": str(layer.holidays),
        "places": [list(one) for one in layer.places],
        "is_shadow": layer.is_shadow,
    }


def read_layer(kept: Mapping[str, Any]) -> Layer:
    """Return a layer that was kept."""
    return Layer(
        number=kept["number"],
        name=kept["name"],
        members=tuple(kept["members"]),
        rotation=Rotation(
            Unit(kept["unit"]),
            tuple(kept["lengths"]),
            date.fromisoformat(kept["first_day"]),
            kept["hand_off"],
        ),
        hours=tuple(Hours(tuple(days), opens, closes) for days, opens, closes in kept["hours"]),
        zone=kept["zone"],
        holidays=Holidays(kept["holidays"]),
        places=tuple((country, region) for country, region in kept["places"]),
        is_shadow=kept["is_shadow"],
    )
