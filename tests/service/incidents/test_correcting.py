"""Clocks that are judged again: every verdict is kept, and what stands is what is right."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from permanence.ground.lib.errors import Refusal
from permanence.service.incidents.actions import (
    correct_occurrence,
    meet_clock,
    settle_due_clocks,
)
from permanence.service.incidents.models import Incident, IncidentClock
from permanence.service.incidents.queries import prove_incident
from tests.cast import World
from tests.service.incidents.leading import MINUTE, actor_of, clock_of, declare, later

# The policy's marks: assess within 15 minutes, a written notice within 30.

pytestmark = pytest.mark.usefixtures("in_the_house")
LIMITS = {"assess": 15 * MINUTE, "notify": 30 * MINUTE}
Verdict = tuple[datetime | None, datetime | None, datetime | None]


def verdicts_of(incident: Incident) -> dict[int, Verdict]:
    """Return what is said of each clock: met, missed, withdrawn."""
    rows = IncidentClock.objects.filter(incident=incident)
    return {one.pk: (one.met_at, one.missed_at, one.withdrawn_at) for one in rows}


def check_kept(before: dict[int, Verdict], after: dict[int, Verdict]) -> None:
    """Assert that whatever was said once is said still."""
    for clock, verdict in before.items():
        for then, now in zip(verdict, after[clock], strict=True):
            assert then is None or then == now


@pytest.mark.parametrize("seed", range(5))
def test_no_verdict_is_rewritten_and_the_one_that_stands_is_a_fresh_one(
    world: World, seed: int
) -> None:
    chance = random.Random(seed)
    incident = declare(world)
    met: dict[str, datetime] = {}
    at = world.at
    for _step in range(14):
        at += chance.randint(1, 6) * MINUTE
        before = verdicts_of(incident)
        act = chance.choice(["watch", "meet", "meet", "correct", "correct"])
        key = chance.choice(list(LIMITS))
        if act == "watch":
            settle_due_clocks(at=at)
        elif act == "meet" and key not in met:
            # It may be heard of later than it happened.
            met[key] = at - chance.randint(0, 8) * MINUTE
            meet_clock(incident, key, at=at, met_at=met[key])
        else:
            occurred = world.at - chance.randint(2, 45) * MINUTE
            with suppress(Refusal):
                incident = correct_occurrence(
                    incident, occurred_at=occurred, reason="Logs", at=at, by=actor_of(world)
                )
        check_kept(before, verdicts_of(incident))
    while settle_due_clocks(at=at):
        pass

    standing = IncidentClock.objects.standing().filter(incident=incident, since="occurrence")
    assert sorted(one.key for one in standing) == ["assess", "notify"]
    for clock in standing:
        limit = incident.occurred_at + LIMITS[clock.key]
        happened = met.get(clock.key)
        assert (clock.start_at, clock.limit_at) == (incident.occurred_at, limit)
        assert clock.met_at == happened
        assert clock.missed_at == (limit if (happened or at) >= limit else None)
    assert prove_incident(incident).holds


def test_what_was_heard_of_late_and_happened_in_time_is_judged_again(world: World) -> None:
    incident = declare(world)
    settle_due_clocks(at=later(world, 26))

    meet_clock(incident, "notify", at=later(world, 27), met_at=later(world, 24))

    first, second = IncidentClock.objects.filter(
        incident=incident, key="notify", since="occurrence"
    ).order_by("pk")
    assert (first.missed_at, first.met_at) == (first.limit_at, None)
    assert first.withdrawn_at == later(world, 27)
    assert "heard of later" in first.reason
    assert (second.met_at, second.missed_at) == (later(world, 24), None)


def test_a_corrected_clock_keeps_the_reason_for_which_it_was_met(world: World) -> None:
    incident = declare(world)
    meet_clock(incident, "notify", at=world.at, reason="No customer is touched.")

    correct_occurrence(
        incident,
        occurred_at=world.at - 7 * MINUTE,
        reason="Logs",
        at=later(world, 1),
        by=actor_of(world),
    )

    assert clock_of(incident, "notify", "occurrence").reason == "No customer is touched."


def test_the_database_itself_keeps_a_verdict(world: World) -> None:
    incident = declare(world)
    settle_due_clocks(at=later(world, 40))
    missed = IncidentClock.objects.filter(incident=incident, missed_at__isnull=False)
    assert missed.exists()

    for field in ("missed_at", "limit_at"):
        with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
            missed.update(**{field: later(world, 90)})
