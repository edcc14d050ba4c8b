"""Climbs: rung after rung until somebody takes over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.ground.outbox.models import Message
from permanence.service.escalation.actions import (
    rung_of_token,
    settle_due_rungs,
    sign_rung,
    start_climbs,
    take_climb,
    withdraw_climbs,
)
from permanence.service.escalation.models import Climb
from permanence.service.escalation.queries import climbing_subjects
from permanence.service.escalation.rules import Briefing, Start, Step
from tests.cast import World

TEN = timedelta(minutes=10)


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def start(world: World, *, subject: int = 7, ground: str = "response", rungs: int = 3) -> Start:
    return Start(
        owner="ticket",
        subject=subject,
        desk=world.messaging.pk,
        organisation=None,
        ground=ground,
        steps=tuple(
            Step(
                f"rung-{number}",
                {"en": f"Rung {number}"},
                f"rung{number}@desk.example",
                "",
                "en",
                TEN,
            )
            for number in range(1, rungs + 1)
        ),
        briefing={"en": Briefing("Please act now", "Everything you need to know.")},
        sender="support@messaging.example.com",
        sender_name="Messaging",
    )


def called() -> list[str]:
    return [message.recipients[0] for message in Message.objects.order_by("pk")]


def test_the_first_rung_is_called_at_once_with_all_it_needs(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]

    call = Message.objects.get()
    assert call.recipients == ["rung1@desk.example"]
    assert "Everything you need to know." in call.text
    assert sign_rung(climb.rungs.get(position=1)) in call.text
    assert "10 minutes" in call.text


def test_the_next_rung_is_called_when_the_time_of_the_first_ran_out(world: World) -> None:
    start_climbs([start(world)], at=world.at)

    assert settle_due_rungs(at=world.at + TEN - timedelta(seconds=1)) == 0
    assert settle_due_rungs(at=world.at + TEN) == 1
    assert settle_due_rungs(at=world.at + TEN) == 0
    assert settle_due_rungs(at=world.at + TEN * 2) == 1

    assert called() == [f"rung{number}@desk.example" for number in (1, 2, 3)]


def test_the_end_of_the_ladder_is_on_record(world: World) -> None:
    climb = start_climbs([start(world, rungs=1)], at=world.at)[0]

    settle_due_rungs(at=world.at + TEN)

    climb.refresh_from_db()
    assert climb.outcome == Climb.Outcome.EXHAUSTED
    assert climbing_subjects("ticket", [7]) == {7}
    assert Act.objects.filter(act="climb.exhausted", subject="ticket:7").exists()


def test_better_late_than_never_at_the_end_of_the_ladder(world: World) -> None:
    climb = start_climbs([start(world, rungs=1)], at=world.at)[0]
    settle_due_rungs(at=world.at + TEN)

    take_climb(climb.rungs.get(), at=world.at + TEN * 3)

    climb.refresh_from_db()
    assert climb.outcome == Climb.Outcome.TAKEN
    assert climbing_subjects("ticket", [7]) == set()


def test_who_takes_over_ends_the_climb(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    rung = climb.rungs.get(position=1)

    take_climb(rung, at=world.at + timedelta(minutes=3))

    climb.refresh_from_db()
    assert (climb.outcome, climb.taken_by) == (Climb.Outcome.TAKEN, "Rung 1")
    assert settle_due_rungs(at=world.at + TEN * 5) == 0
    assert called() == ["rung1@desk.example"]
    with pytest.raises(Refusal, match="Rung 1"):
        take_climb(rung, at=world.at + timedelta(minutes=4))


def test_an_earlier_rung_may_still_take_over(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    settle_due_rungs(at=world.at + TEN)

    take_climb(climb.rungs.get(position=1), at=world.at + TEN * 1.5)

    climb.refresh_from_db()
    assert climb.outcome == Climb.Outcome.TAKEN


def test_one_ground_is_climbed_for_once_at_a_time(world: World) -> None:
    start_climbs([start(world), start(world, ground="triage")], at=world.at)
    start_climbs([start(world)], at=world.at + timedelta(minutes=1))

    assert Climb.objects.count() == 2
    withdraw_climbs("ticket", [7], at=world.at, grounds=["triage"])
    assert Climb.objects.get(ended_at=None).ground == "response"


def test_a_token_is_for_its_rung_and_nobody_makes_one(world: World) -> None:
    climb = start_climbs([start(world)], at=world.at)[0]
    rung = climb.rungs.get(position=2)

    assert rung_of_token(sign_rung(rung)) == rung
    assert rung_of_token(sign_rung(rung) + "x") is None
    assert rung_of_token(str(rung.pk)) is None


def test_a_climb_keeps_the_ladder_it_started_on(world: World) -> None:
    climb = start_climbs([start(world, rungs=2)], at=world.at)[0]

    start_climbs([start(world, rungs=3)], at=world.at)

    assert climb.rungs.count() == 2
