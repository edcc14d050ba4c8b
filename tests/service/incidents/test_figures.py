"""How long things took, against oracles that count one by one; drills apart."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from permanence.ground.lib.db import house
from permanence.service.incidents.actions import (
    correct_occurrence,
    hear_reached,
    meet_clock,
    resolve_incident,
    start_clock,
)
from permanence.service.incidents.models import Event, Incident
from permanence.service.incidents.queries.figures import (
    count_actions,
    courses_since,
    read_courses,
)
from permanence.service.incidents.rules.figures import (
    RECURS_WITHIN,
    Course,
    find_recurrences,
    spread_customers,
    spread_of,
)
from permanence.service.notices.models import Reach
from tests.cast import World
from tests.service.incidents.leading import HOUR, MINUTE, actor_of, declare, later
from tests.service.incidents.promising import fax_lines, promise

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LENGTHS = st.lists(st.integers(0, 500), min_size=1, max_size=30)


@given(LENGTHS)
def test_half_and_nine_of_ten_are_lengths_that_really_were(lengths: list[int]) -> None:
    spread = spread_of(timedelta(minutes=one) for one in lengths)

    assert spread is not None
    minutes = [timedelta(minutes=one) for one in lengths]
    for found, share in ((spread.median, 0.5), (spread.ninth, 0.9)):
        assert found in minutes
        assert sum(one <= found for one in minutes) >= share * len(minutes)
        assert sum(one < found for one in minutes) < share * len(minutes)
    assert (spread.count, spread.worst) == (len(lengths), max(minutes))


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.none() | st.integers(0, 5), st.sets(st.integers(1, 3))),
        max_size=8,
    )
)
def test_what_came_back_is_found_as_one_finds_it_by_hand(
    told: list[tuple[int, int | None, set[int]]],
) -> None:
    courses = [
        Course(
            number,
            NOON + timedelta(days=day),
            {"resolve": None if took is None else NOON + timedelta(days=day + took)},
            components=frozenset(components),
        )
        for number, (day, took, components) in enumerate(told)
    ]

    found = {(one.component, one.later) for one in find_recurrences(courses)}

    expected = set()
    for one in courses:
        for component in one.components:
            before = [
                other
                for other in courses
                if component in other.components
                and (other.occurred_at, other.number) < (one.occurred_at, one.number)
            ]
            last = max(before, key=lambda other: (other.occurred_at, other.number), default=None)
            resolved = last.done["resolve"] if last else None
            if resolved and timedelta() <= one.occurred_at - resolved <= RECURS_WITHIN:
                expected.add((component, one.number))
    assert found == expected


def test_the_customer_worst_served_comes_first() -> None:
    first = Course(1, NOON, {}, told={7: NOON + 20 * MINUTE, 8: NOON + 5 * MINUTE, 9: None})
    second = Course(2, NOON, {}, told={8: NOON + 50 * MINUTE})

    spreads = spread_customers([first, second])

    assert list(spreads) == [8, 7]
    assert (spreads[8].count, spreads[8].median, spreads[8].worst) == (2, 5 * MINUTE, 50 * MINUTE)


def test_an_incident_is_counted_from_its_occurrence_and_a_drill_apart(
    world: World, in_the_house: None
) -> None:
    incident, drill = declare(world), declare(world, drill=True)
    meet_clock(incident, "assess", at=later(world, 5))
    meet_clock(incident, "notify", at=later(world, 40))
    resolve_incident(incident, cause="A disk", at=later(world, 60), by=actor_of(world))
    clock = start_clock(
        incident, "action:1", since="closure", start_at=world.at, goal=None, limit=HOUR, at=world.at
    )

    since, at = world.at - HOUR, later(world, 61)
    [course] = courses_since(world.messaging.pk, since=since, at=at)
    [exercise] = courses_since(world.messaging.pk, since=since, at=at, drills=True)

    assert course.number == incident.pk
    assert [course.took(step) for step in ("detect", "assess", "notify", "resolve")] == [
        3 * MINUTE,
        10 * MINUTE,
        None,
        65 * MINUTE,
    ], "nobody had to be told, which takes no time"
    assert course.late == {"notify"}
    assert exercise.number == drill.pk
    assert count_actions(world.messaging.pk, at=clock.limit_at - MINUTE) == (1, 0)
    assert count_actions(world.messaging.pk, at=clock.limit_at) == (1, 1)


@dataclass
class Told:
    """What the events of a record say of when each step was done, read one by one."""

    occurred: str = ""
    detected: str = ""
    assessed: list[str] = field(default_factory=list)
    reached: dict[int, datetime] = field(default_factory=dict)
    resolved: datetime | None = None

    def after(self, moment: datetime | None) -> timedelta | None:
        """Return how long after the occurrence something was."""
        return None if moment is None else moment - datetime.fromisoformat(self.occurred)


def read_record(incident: Incident) -> Told:
    """Walk through the record of an incident, as somebody does who has nothing else."""
    told = Told()
    for event in Event.objects.filter(incident=incident).order_by("number"):
        facts = event.facts or {}
        if event.kind == "declared":
            told.occurred, told.detected = facts["occurred"], facts["detected"]
        elif event.kind == "occurrence_corrected":
            told.occurred = facts["to"]
        elif event.kind == "clock.met" and facts["key"] == "assess":
            told.assessed.append(facts["met"])
        elif event.kind == "notice.reached" and event.happened_at and event.organisation_id:
            told.reached.setdefault(event.organisation_id, event.happened_at)
        elif event.kind == "resolved":
            told.resolved = event.at
    return told


def reach(incident: Incident, organisation: int, *, at: datetime) -> None:
    """Let the waiting notice reach one customer, as its server says."""
    rows = Reach.objects.filter(notice__subject=incident.pk, organisation_id=organisation)
    rows.filter(reached_at=None).update(reached_at=at)
    hear_reached(at=at)


def live_through(world: World, chance: random.Random, *, drill: bool) -> Incident:
    """Lead an incident of two customers to its end, each step at some minute."""
    customers = [world.brightwater.pk, world.verdier.pk]
    incident = declare(world, components=fax_lines(), drill=drill)
    steps: list[tuple[int, Callable[[datetime], object]]] = [
        (chance.randint(1, 30), lambda at: meet_clock(incident, "assess", at=at)),
        *(
            (chance.randint(1, 60), lambda at, one=one: reach(incident, one, at=at))
            for one in customers
        ),
        (
            chance.randint(1, 60),
            lambda at: correct_occurrence(
                incident,
                occurred_at=world.at - chance.randint(6, 30) * MINUTE,
                reason="Logs",
                at=at,
                by=actor_of(world),
            ),
        ),
    ]
    for minute, act in sorted(steps, key=lambda step: step[0]):
        act(later(world, minute))
    resolve_incident(incident, cause="A disk", at=later(world, 90), by=actor_of(world))
    return Incident.objects.get(pk=incident.pk)


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_what_the_events_of_the_record_say(
    world: World, in_the_house: None, seed: int
) -> None:
    chance = random.Random(seed)
    promise(world, world.brightwater, notify=(10, 15))
    promise(world, world.verdier, key="outbound-fax")
    led = [live_through(world, chance, drill=drill) for drill in (False, False, True)]

    since, at = world.at - 2 * HOUR, later(world, 91)
    real = courses_since(world.messaging.pk, since=since, at=at)
    drills = courses_since(world.messaging.pk, since=since, at=at, drills=True)

    assert {one.number for one in real} == {one.pk for one in led if not one.drill}
    assert [one.number for one in drills] == [one.pk for one in led if one.drill]
    records = {one.pk: read_record(one) for one in led}
    for course in [*real, *drills]:
        record = records[course.number]
        assert course.took("detect") == record.after(datetime.fromisoformat(record.detected))
        assert course.took("assess") == record.after(datetime.fromisoformat(min(record.assessed)))
        assert course.took("notify") == record.after(max(record.reached.values()))
        assert course.took("resolve") == record.after(record.resolved)
        assert course.told == record.reached
    worst: dict[int, timedelta] = {}
    for number in (one.number for one in real):
        for customer, moment in records[number].reached.items():
            took = records[number].after(moment)
            assert took is not None
            worst[customer] = max(worst.get(customer, took), took)
    assert {key: one.worst for key, one in spread_customers(real).items()} == worst


def test_while_one_customer_waits_there_is_no_time_to_the_last(
    world: World, in_the_house: None
) -> None:
    promise(world, world.brightwater)
    promise(world, world.verdier, key="outbound-fax")
    incident = declare(world, components=fax_lines())
    reach(incident, world.brightwater.pk, at=later(world, 3))

    [course] = read_courses([incident])

    assert course.told == {world.brightwater.pk: later(world, 3), world.verdier.pk: None}
    assert course.took("notify") is None


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_desk_reads_figures_and_the_report_of_a_drill(world: World) -> None:
    with house():
        incident = declare(world)
        drill = declare(world, drill=True)
        for one in (incident, drill):
            meet_clock(one, "assess", at=later(world, 1))
            resolve_incident(one, cause="A disk", at=later(world, 2), by=actor_of(world))
        again = declare(world, occurred_at=world.at, detected_at=world.at)
        assert again.pk
    world.pass_time(minutes=5)
    sam = world.log_in(world.sam)

    figures = read(sam, "/desk/incidents/figures?desk=messaging")
    drills = read(sam, "/desk/incidents/figures?desk=messaging&drills=1")
    report = read(sam, f"/desk/incidents/{drill.pk}/report")

    assert "<b>2</b>" in figures
    assert "<b>1</b>" in drills
    assert "Drills in figures" in drills
    assert f"Report of the drill {drill.name}" in report
    assert "proven: nobody changed them" in report
