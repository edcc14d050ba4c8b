"""Whether somebody who can help is within reach, hour by hour; and who stands twice at a time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from permanence.world.calendars.rules.spans import Span, Spans, intersect_spans, merge_spans
from permanence.world.calendars.rules.zones import to_instant, to_seconds
from permanence.world.rotas.rules.schedule import Schedule, lines_at, who_is_first
from permanence.world.rotas.rules.shifts import change_points, pieces_between


@dataclass(frozen=True, order=True)
class Need:
    """What somebody on call must be able to: a language and a skill, or any, up to a level."""

    level: int = 1
    language: str = ""
    skill: str = ""


@dataclass(frozen=True)
class Expert:
    """What somebody can."""

    level: int
    languages: frozenset[str]
    skills: frozenset[str]


class Gap(NamedTuple):
    """Hours in which nobody on call meets a need."""

    need: Need
    start: datetime
    end: datetime


class Overlap(NamedTuple):
    """Hours that are filled twice: one person in two places, or two layers that have hours."""

    people: tuple[int, ...]
    layers: tuple[int, ...]
    start: datetime
    end: datetime


def meets_need(expert: Expert, need: Need) -> bool:
    """Say whether somebody can what is needed."""
    return (
        expert.level >= need.level
        and (not need.language or need.language in expert.languages)
        and (not need.skill or need.skill in expert.skills)
    )


def find_gaps(
    schedules: Sequence[Schedule],
    experts: Mapping[int, Expert],
    needs: Mapping[Need, Spans],
    start: datetime,
    end: datetime,
) -> list[Gap]:
    """Return when a need is not met in a span, by beginning.

    `needs` has with each the spans in which it is promised, in seconds.
    """
    since, until = to_seconds(start), to_seconds(end)
    unmet: dict[Need, list[Span]] = defaultdict(list)
    points = {since, *(one for each in schedules for one in change_points(each, since, until))}
    ordered = sorted(points)
    for begins, ends in zip(ordered, [*ordered[1:], until], strict=True):
        there = {person for each in schedules for person in who_is_first(each, begins)}
        able = [experts[one] for one in there if one in experts]
        for need in needs:
            if not any(meets_need(one, need) for one in able):
                unmet[need].append((begins, ends))
    gaps = [
        Gap(need, to_instant(begins), to_instant(ends))
        for need, spans in unmet.items()
        for begins, ends in intersect_spans(merge_spans(spans), needs[need])
    ]
    return sorted(gaps, key=lambda one: (one.start, one.need))


def find_holes(
    schedule: Schedule, start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return when nobody at all is on call on a rota."""
    pieces = pieces_between(schedule, to_seconds(start), to_seconds(end))
    empty = merge_spans(
        (begins, ends)
        for begins, ends, lines in pieces
        if all(one.layer.is_shadow for one in lines)
    )
    return [(to_instant(begins), to_instant(ends)) for begins, ends in empty]


def find_overlaps(schedule: Schedule, start: datetime, end: datetime) -> list[Overlap]:
    """Return when two layers that keep hours work at once on a rota."""
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Span]] = defaultdict(list)
    for begins, ends, lines in pieces_between(schedule, to_seconds(start), to_seconds(end)):
        kept = [one for one in lines if one.layer.hours and not one.layer.is_shadow]
        if len(kept) > 1:
            people = tuple(one.people[0] for one in kept)
            found[people, tuple(one.layer.number for one in kept)].append((begins, ends))
    return lay_overlaps(found)


def find_doubles(schedules: Sequence[Schedule], start: datetime, end: datetime) -> list[Overlap]:
    """Return when one person is on call in two places at once, on whatever rotas."""
    since, until = to_seconds(start), to_seconds(end)
    points = {since, *(one for each in schedules for one in change_points(each, since, until))}
    ordered = sorted(points)
    found: dict[tuple[tuple[int, ...], tuple[int, ...]], list[Span]] = defaultdict(list)
    for begins, ends in zip(ordered, [*ordered[1:], until], strict=True):
        lines = [one for each in schedules for one in lines_at(each, begins)]
        firsts = Counter(one.people[0] for one in lines if not one.layer.is_shadow)
        for person, places in firsts.items():
            if places > 1:
                found[(person,), ()].append((begins, ends))
    return lay_overlaps(found)


def lay_overlaps(
    found: Mapping[tuple[tuple[int, ...], tuple[int, ...]], Iterable[Span]],
) -> list[Overlap]:
    """Return overlaps joined where they touch, by beginning."""
    laid = [
        Overlap(people, layers, to_instant(begins), to_instant(ends))
        for (people, layers), spans in found.items()
        for begins, ends in merge_spans(spans)
    ]
    return sorted(laid, key=lambda one: (one.start, one.people))
