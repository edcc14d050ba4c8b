"""Shifts: who is on call from when until when, and when hands change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from permanence.world.calendars.rules.zones import to_instant, to_seconds
from permanence.world.rotas.rules.hours import hours_change
from permanence.world.rotas.rules.plans import OWN_CLOCKS, Layer, Plan
from permanence.world.rotas.rules.schedule import Line, Schedule, lines_at
from permanence.world.rotas.rules.turns import hand_offs


class Why(StrEnum):
    """Why it is this person."""

    TURN = "turn"
    NEXT = "next"
    COVER = "cover"
    SWAP = "swap"


@dataclass(frozen=True)
class Shift:
    """Somebody first on one layer, for a time; `turn` and `cover` tell shifts apart that touch."""

    layer: int
    person: int
    start: datetime
    end: datetime
    why: Why
    turn: int
    cover: int = 0
    is_shadow: bool = False

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return to_seconds(self.end) - to_seconds(self.start)


class Change(NamedTuple):
    """Hours that pass from one person to another; none for nobody."""

    layer: int
    start: datetime
    end: datetime
    before: int | None
    after: int | None


def shifts_between(schedule: Schedule, start: datetime, end: datetime) -> list[Shift]:
    """Return the shifts of a span, cut at its ends, by their beginning and then by layer."""
    going: dict[int, Shift] = {}
    done: list[Shift] = []
    for since, until, lines in pieces_between(schedule, to_seconds(start), to_seconds(end)):
        now = {line.layer.number: shift_of(line, since, until) for line in lines}
        for layer, shift in list(going.items()):
            fresh = now.get(layer)
            if fresh and replace(fresh, start=shift.start, end=shift.end) == shift:
                now[layer] = replace(shift, end=fresh.end)
            else:
                done.append(going.pop(layer))
        going.update(now)
    return sorted([*done, *going.values()], key=lambda one: (one.start, one.layer))


def shift_of(line: Line, since: int, until: int) -> Shift:
    """Return what one line is for one piece of time."""
    first, cover = line.people[0], line.cover
    if cover is not None:
        why = Why.SWAP if cover.is_swap else Why.COVER
    else:
        members = line.layer.members
        why = Why.TURN if first == members[line.turn % len(members)] else Why.NEXT
    return Shift(
        layer=line.layer.number,
        person=first,
        start=to_instant(since),
        end=to_instant(until),
        why=why,
        turn=0 if cover else line.turn,
        cover=cover.number if cover else 0,
        is_shadow=line.layer.is_shadow,
    )


def pieces_between(
    schedule: Schedule, since: int, until: int
) -> Iterator[tuple[int, int, list[Line]]]:
    """Yield a span in pieces within which nothing changes, each with who stands where."""
    points = sorted({since, *change_points(schedule, since, until)})
    for begins, ends in zip(points, [*points[1:], until], strict=True):
        if begins < ends:
            yield begins, ends, lines_at(schedule, begins)


def change_points(schedule: Schedule, since: int, until: int) -> set[int]:
    """Return the seconds of a span at which hands may change; at some they do not."""
    found = {one.begins for one in schedule.plans}
    found |= {end for one in schedule.covers for end in (one.begins, one.ends)}
    found |= {end for spans in schedule.absences.values() for span in spans for end in span}
    for dated in schedule.plans:
        begins = max(since, dated.begins)
        if begins < until:
            for layer in dated.plan.layers:
                found |= points_of(schedule, dated.plan, layer, begins, until)
    return {one for one in found if since <= one < until}


def points_of(schedule: Schedule, plan: Plan, layer: Layer, since: int, until: int) -> set[int]:
    """Return the seconds of a span at which one layer may change hands."""
    if layer.zone == OWN_CLOCKS:
        zones = {schedule.zones.get(one, plan.zone) for one in layer.members}
    else:
        zones = {layer.zone or plan.zone}
    found = set(hand_offs(layer.rotation, plan.zone, since, until))
    for zone in zones:
        found |= hours_change(layer, zone, since, until)
    return found


def changes_between(
    before: Schedule, after: Schedule, start: datetime, end: datetime
) -> list[Change]:
    """Return the hours of a span that change hands when one schedule takes another's place."""
    since, until = to_seconds(start), to_seconds(end)
    points = change_points(before, since, until) | change_points(after, since, until) | {since}
    found: list[Change] = []
    going: dict[int, Change] = {}
    for begins, ends in zip(sorted(points), [*sorted(points)[1:], until], strict=True):
        was, will = firsts_at(before, begins), firsts_at(after, begins)
        for layer in sorted(was.keys() | will.keys() | going.keys()):
            held = going.pop(layer, None)
            pair = was.get(layer), will.get(layer)
            if held and (held.before, held.after) == pair:
                going[layer] = held._replace(end=to_instant(ends))
                continue
            if held:
                found.append(held)
            if pair[0] != pair[1]:
                going[layer] = Change(layer, to_instant(begins), to_instant(ends), *pair)
    return sorted([*found, *going.values()], key=lambda one: (one.start, one.layer))


def firsts_at(schedule: Schedule, at: int) -> dict[int, int]:
    """Return who is first on each layer at a second."""
    return {one.layer.number: one.people[0] for one in lines_at(schedule, at)}


def shifts_of_person(shifts: Iterable[Shift], person: int) -> list[Shift]:
    """Return the shifts of one person."""
    return [one for one in shifts if one.person == person]
