"""Who is on call at an instant, and who would be next.

The first of each layer is on call, the layers in their order; behind them stand the others of
each layer, whose turns come next. Who is out of office, or outside their own hours, is passed
over. A cover stands in the place of whoever has the turn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.rules.hours import is_within
from permanence.world.rotas.rules.plans import OWN_CLOCKS, Layer, Plan
from permanence.world.rotas.rules.turns import turn_at

Span = tuple[int, int]


@dataclass(frozen=True)
class Dated:
    """A plan that holds from an instant on, until one that was made later does."""

    number: int
    begins: int
    plan: Plan


@dataclass(frozen=True)
class Cover:
    """Somebody who is on call on one layer for a time, whoever has the turn.

    `number` names it; `is_swap` says that two agreed on it.
    """

    number: int
    layer: int
    person: int
    begins: int
    ends: int
    is_swap: bool = False


@dataclass(frozen=True)
class Schedule:
    """All that says who is on call: plans in the order they were made, covers, absences, zones."""

    plans: tuple[Dated, ...]
    covers: tuple[Cover, ...] = ()
    absences: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    zones: Mapping[int, str] = field(default_factory=dict)


class Line(NamedTuple):
    """Who stands on a layer at an instant, the first on call; why that one, and in which turn."""

    layer: Layer
    people: tuple[int, ...]
    turn: int
    cover: Cover | None


def who_is_on_call(schedule: Schedule, at: datetime) -> list[int]:
    """Return who is on call at an instant, then who would be called next, each once."""
    return order_people(lines_at(schedule, to_seconds(at)))


def who_is_first(schedule: Schedule, at: int) -> list[int]:
    """Return who is on call at a second, layer by layer, without those behind them."""
    firsts = (one.people[0] for one in lines_at(schedule, at) if not one.layer.is_shadow)
    return list(dict.fromkeys(firsts))


def order_people(lines: Sequence[Line]) -> list[int]:
    """Return the people of all lines that are called, those on call before those behind."""
    called = [one.people for one in lines if not one.layer.is_shadow]
    firsts = [people[0] for people in called]
    return list(dict.fromkeys([*firsts, *(one for people in called for one in people[1:])]))


def lines_at(schedule: Schedule, at: int) -> list[Line]:
    """Return the layers on which somebody stands at a second, shadows included."""
    plan = plan_at(schedule, at)
    if plan is None:
        return []
    lines = (line_at(schedule, plan, layer, at) for layer in plan.layers)
    return [one for one in lines if one.people]


def plan_at(schedule: Schedule, at: int) -> Plan | None:
    """Return the plan that holds at a second: the one made last of those that have begun."""
    held = [one for one in schedule.plans if one.begins <= at]
    return max(held, key=lambda one: one.number).plan if held else None


def line_at(schedule: Schedule, plan: Plan, layer: Layer, at: int) -> Line:
    """Return who stands on one layer at a second."""
    turn = turn_at(layer.rotation, plan.zone, at)
    people = tuple(people_in_turn(schedule, plan, layer, turn, at))
    cover = cover_at(schedule, layer.number, at)
    if cover is None:
        return Line(layer, people, turn, None)
    return Line(layer, (cover.person, *(one for one in people if one != cover.person)), turn, cover)


def people_in_turn(
    schedule: Schedule, plan: Plan, layer: Layer, turn: int, at: int
) -> Iterator[int]:
    """Yield the members from the one whose turn it is, less who is passed over."""
    if turn < 0:
        return
    own = layer.zone == OWN_CLOCKS
    if not own and not is_within(layer, layer.zone or plan.zone, at):
        return
    first = turn % len(layer.members)
    for person in (*layer.members[first:], *layer.members[:first]):
        zone = schedule.zones.get(person, plan.zone)
        if is_there(schedule, person, at) and (not own or is_within(layer, zone, at)):
            yield person


def cover_at(schedule: Schedule, layer: int, at: int) -> Cover | None:
    """Return the cover of a layer at a second, if whoever covers is there."""
    found = (
        one
        for one in schedule.covers
        if one.layer == layer and one.begins <= at < one.ends and is_there(schedule, one.person, at)
    )
    return max(found, key=lambda one: one.number, default=None)


def is_there(schedule: Schedule, person: int, at: int) -> bool:
    """Say whether somebody is not out of office at a second."""
    return not any(begins <= at < ends for begins, ends in schedule.absences.get(person, ()))
