"""A year of climbs: providers fail, the watch is away, people answer or do not."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from permanence.ground.journal.actions import record
from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.actions import Outcome, settle_outcomes
from permanence.promises.clocks.models import Mark
from permanence.promises.policies.rules import Course
from permanence.service.escalation.actions import (
    acknowledge_climb,
    answerer_of,
    decline_climb,
    pass_climb,
    settle_due_rungs,
    settle_failed_calls,
    start_climbs,
    take_climb,
)
from permanence.service.escalation.models import Call, Climb
from tests.cast import World
from tests.service.escalation.climbing import start

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
YEAR = 365 * DAY
CLIMBS = 16
LONGEST_AWAY = HOUR
CALLING = ("climb.called", "climb.passed_over")


@dataclass
class Year:
    """One installation for a year; everything that is left to chance comes from one seed."""

    world: World
    chance: random.Random
    away: list[tuple[datetime, datetime]] = field(default_factory=list)
    broken: list[tuple[datetime, datetime]] = field(default_factory=list)
    events: list[tuple[datetime, int, str, Any]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)
    seen: int = 0

    def plan(self, at: datetime, what: str, told: Any = None) -> None:
        heapq.heappush(self.events, (at, next(self.numbers), what, told))

    def live(self) -> None:
        """Go from instant to instant: what is planned, or what the watch is woken for."""
        for subject in range(1, CLIMBS + 1):
            self.plan(BEGIN + YEAR * self.chance.random(), "start", subject)
        for _ in range(CLIMBS * 100):
            due = self.next_due()
            watched = self.back_at(due) if due else None
            if not self.events and watched is None:
                return
            if self.events and (watched is None or self.events[0][0] <= watched):
                at, _, what, told = heapq.heappop(self.events)
                getattr(self, what)(told, at)
            elif watched is not None:
                at = watched
                settle_due_rungs(at=at)
            self.carry_mails(at)
        raise AssertionError("the year does not end")

    def next_due(self) -> datetime | None:
        """Return when the watch is woken for a climb."""
        marks = Mark.objects.filter(owner="escalation.rung", settled_at=None)
        return marks.order_by("due_at").values_list("due_at", flat=True).first()

    def back_at(self, due: datetime) -> datetime:
        """Return when the watch sees what is due: at once, or when it is back."""
        return next((ends for begins, ends in self.away if begins <= due < ends), due)

    def start(self, subject: int, at: datetime) -> None:
        """Start a climb on some ladder."""
        chance = self.chance
        self.away.append(self.span_after(at, LONGEST_AWAY))
        self.broken.append(self.span_after(at, HOUR / 2))
        course = Course(
            closed=chance.choice(["skip", "wait"]),  # type: ignore[arg-type]
            rounds=chance.choice([1, 1, 2]),
            moves_within=20 * MINUTE,
            alarm_every=15 * MINUTE,
        )
        told = start(self.world, subject=subject, rungs=chance.randint(1, 4), course=course)
        steps = tuple(
            replace(one, hours=self.hours(at) if chance.random() < 0.3 else None)
            for one in told.steps
        )
        start_climbs([replace(told, steps=steps)], at=at)

    def span_after(self, at: datetime, longest: timedelta) -> tuple[datetime, datetime]:
        """Return when something is out of order soon after an instant, or at once."""
        begins = at + HOUR * self.chance.choice([0, 0, 1]) * self.chance.random()
        return begins, begins + longest * self.chance.random()

    def hours(self, at: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """Return some office hours of the days ahead."""
        begins = at.replace(hour=8, minute=0, second=0, microsecond=0) - DAY
        return tuple((begins + DAY * one, begins + DAY * one + 9 * HOUR) for one in range(5))

    def carry_mails(self, at: datetime) -> None:
        """Let the way out carry what was posted; while it is broken everything is refused."""
        fresh = list(Call.objects.filter(pk__gt=self.seen).exclude(message=None).order_by("pk"))
        if not fresh:
            return
        self.seen = fresh[-1].pk
        is_broken = any(begins <= at < ends for begins, ends in self.broken)
        outcomes = [
            Outcome(one.message or 0, not is_broken, is_broken, "550 no" if is_broken else "250 ok")
            for one in fresh
        ]
        settle_outcomes(outcomes, at=at)
        if is_broken:
            settle_failed_calls(at=at)
            self.carry_mails(at)
        else:
            for one in fresh:
                self.wait_for(one, at)

    def wait_for(self, call: Call, at: datetime) -> None:
        """Let whoever was called answer, now and then; a repeated alarm is heard in the end."""
        likely = 0.7 if call.rung_id is None else 0.25
        if self.chance.random() < likely:
            self.plan(at + MINUTE * self.chance.randint(1, 14), "answer", call.pk)

    def answer(self, number: int, at: datetime) -> None:
        """Answer a call in one of the ways there are; too late is nothing."""
        call = Call.objects.select_related("climb", "rung").get(pk=number)
        by, what = answerer_of(call), self.chance.choice(["take", "take", "see", "pass", "no"])
        try:
            if what == "take":
                take_climb(call.climb, by, at=at)
            elif what == "see":
                acknowledge_climb(call.climb, by, at=at)
            elif what == "pass":
                pass_climb(call.climb, by, at=at)
            else:
                decline_climb(call.climb, by, reason="On a train", at=at)
        except Refusal:
            return
        if what in {"take", "see"} and self.chance.random() < 0.7:
            self.plan(at + MINUTE * self.chance.randint(1, 19), "move", call.climb.subject)

    def move(self, subject: int, at: datetime) -> None:
        """Let something happen on the file."""
        record("ticket.noted", f"ticket:{subject}", at=at, actor=Actor("specialist:1", "Sam"))


@pytest.fixture
def year(world: World) -> Iterator[Year]:
    chance = random.Random(20260302)
    with house():
        one = Year(world, chance)
        one.live()
        yield one


def test_in_a_year_of_outages_nobody_is_forgotten_and_nobody_called_twice(year: Year) -> None:
    climbs = {one.subject: one for one in Climb.objects.prefetch_related("rungs")}
    told: dict[int, list[Act]] = defaultdict(list)
    for act in Act.objects.filter(act__startswith="climb.").order_by("at", "id"):
        told[int(act.subject.partition(":")[2])].append(act)

    assert len(climbs) == CLIMBS
    for subject, climb in climbs.items():
        assert climb.outcome == Climb.Outcome.TAKEN, subject
        assert_called_in_order(climb, told[subject])
        assert_no_time_is_lost(climb, told[subject])
    assert_the_year_was_hard(told)


def assert_called_in_order(climb: Climb, acts: list[Act]) -> None:
    """Every rung once a round, none left out, in the order of the ladder; then the alarm."""
    places = [one.position for one in climb.rungs.all()]
    whole = [
        (number, place)
        for number in range(1, climb.course["rounds"] + 1)
        for place in sorted(places)
    ]
    called = [(act.facts["round"], act.facts["position"]) for act in acts if act.act in CALLING]
    assert called == whole[: len(called)]
    if any(act.act == "climb.alarmed" for act in acts):
        assert called == whole


def assert_no_time_is_lost(climb: Climb, acts: list[Act]) -> None:
    """From one act to the next is never longer than its time, and the watch was away."""
    longest = 20 * MINUTE + LONGEST_AWAY
    for before, after in itertools.pairwise(acts):
        assert after.at - before.at <= longest, (climb.subject, before.act, after.act)


def assert_the_year_was_hard(told: dict[int, list[Act]]) -> None:
    """The year tried everything that it is there to try."""
    seen = {act.act for acts in told.values() for act in acts}
    hard = {"alarmed", "again", "let_go", "failed", "declined", "passed", "passed_over"}
    assert {f"climb.{name}" for name in hard} <= seen
