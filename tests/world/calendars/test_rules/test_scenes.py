"""Twenty thousand generated cases against a walk over all minutes, without a mismatch."""

from datetime import datetime, timedelta
from itertools import cycle
from random import Random

import pytest

from permanence.world.calendars.rules import (
    BusinessDays,
    Calendar,
    NeverDue,
    OpenTime,
    Target,
    due_instant,
    open_before,
    open_seconds,
    read_calendar,
)
from tests.world.calendars.oracle import Oracle
from tests.world.calendars.scenes import DAYS, Pauses, Scene, draw_scene

# Together 20,000 cases: each is one question about one set of calendars.
PARTS, CASES_OF_PART, CASES_OF_SCENE = 20, 1_000, 84
DAY = timedelta(days=1)
Clauses = list[tuple[Calendar, Oracle]]


@pytest.mark.parametrize("part", range(PARTS))
def test_a_thousand_cases_are_those_of_a_walk_over_all_minutes(part: int) -> None:
    chance = Random(part)
    asked = 0

    while asked < CASES_OF_PART:
        scene = draw_scene(chance)
        clauses = [
            (read_calendar(mapping), oracle)
            for mapping, oracle in zip(scene.mappings, scene.oracles(), strict=True)
        ]
        for number, ask in zip(range(CASES_OF_SCENE), cycle(QUESTIONS), strict=False):
            found, expected = ask(scene, clauses)
            assert found == expected, f"{ask.__name__} {number} of {scene}"
            asked += 1


Answer = tuple[object, object]


def open_time(scene: Scene, clauses: Clauses) -> Answer:
    calendar, oracle = scene.chance.choice(clauses)
    start, seconds, stopped = scene.instant(), scene.amount(), scene.pauses()

    due = due_or_never(calendar, start, OpenTime(seconds), stopped)

    return within(due, oracle.end), within(oracle.due(start, seconds, stopped), oracle.end)


def measured_time(scene: Scene, clauses: Clauses) -> Answer:
    calendar, oracle = scene.chance.choice(clauses)
    start, end = sorted((scene.instant(), scene.instant(DAYS)))
    stopped = scene.pauses()

    measured = open_seconds(calendar, start=start, end=end, pauses=stopped)

    return measured, oracle.measure(start, end, stopped)


def business_days(scene: Scene, clauses: Clauses) -> Answer:
    calendar, oracle = scene.chance.choice(clauses)
    start, days, stopped = scene.instant(4), scene.chance.randint(1, 4), scene.pauses()

    due = due_or_never(calendar, start, BusinessDays(days), stopped)

    known = oracle.end - 4 * DAY
    return within(due, known), within(oracle.due_in_days(start, days, stopped), known)


def time_left(scene: Scene, clauses: Clauses) -> Answer:
    calendar, oracle = scene.chance.choice(clauses)
    due, seconds = scene.instant(DAYS), max(1, scene.amount())
    stopped = [pause for pause in scene.pauses() if pause[1]]

    try:
        at: datetime | None = open_before(calendar, due, seconds, pauses=stopped)
    except NeverDue:
        at = None

    return at if at is not None and at >= oracle.begin else None, oracle.before(
        due, seconds, stopped
    )


def earliest_clause(scene: Scene, clauses: Clauses) -> Answer:
    """Several clauses start at once and stand still at the same times; the earliest governs."""
    start, stopped = scene.instant(4), scene.pauses()
    found, expected = [], []
    for calendar, oracle in clauses:
        seconds, days = scene.amount(), scene.chance.randint(1, 2)
        in_days = scene.chance.random() < 0.3
        target = BusinessDays(days) if in_days else OpenTime(seconds)
        found.append(due_or_never(calendar, start, target, stopped))
        expected.append(
            oracle.due_in_days(start, days, stopped)
            if in_days
            else oracle.due(start, seconds, stopped)
        )
    known = clauses[0][1].end - 4 * DAY
    return earliest(found, known), earliest(expected, known)


QUESTIONS = (open_time, measured_time, business_days, open_time, time_left, earliest_clause)


def due_or_never(
    calendar: Calendar, start: datetime, target: Target, stopped: Pauses
) -> datetime | None:
    try:
        return due_instant(calendar, start=start, target=target, pauses=stopped)
    except NeverDue:
        return None


def within(due: datetime | None, end: datetime) -> datetime | None:
    return due if due is not None and due < end else None


def earliest(dues: list[datetime | None], end: datetime) -> datetime | None:
    return min((due for due in dues if due is not None and due < end), default=None)
