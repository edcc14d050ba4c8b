"""A broken promise has a reason, which the customer reads."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from permanence.ground.journal.models import Act
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions import settle_due_marks
from permanence.service.tickets.actions.lateness import explain_lateness
from permanence.service.tickets.models import Commitment
from tests.cast import World

SAM = Actor("specialist:1", "Sam Okoro")


@pytest.fixture
def late(world: World) -> Commitment:
    """A first answer that is late, and runs on."""
    ticket = world.ticket()
    with house():
        settle_due_marks(at=world.at + timedelta(days=1))
        return Commitment.objects.get(ticket=ticket, promise="response", replaced_at=None)


def explain(late: Commitment, reason: str, at: datetime) -> None:
    with house():
        explain_lateness(late, reason, by=SAM, at=at)
        late.refresh_from_db()


def test_a_reason_is_kept_with_who_gave_it_and_every_change_of_it(
    world: World, late: Commitment
) -> None:
    explain(late, " A line was cut. \n", world.at)
    explain(late, "A line was cut by works in the street.", world.at)

    assert late.late_reason == "A line was cut by works in the street."
    assert late.late_reason_by == "Sam Okoro"
    with house():
        acts = Act.objects.filter(act="commitment.explained").order_by("pk")
        assert [act.facts["before"] for act in acts] == ["", "A line was cut."]


@pytest.mark.parametrize("reason", ["", " \n", "x" * 2001])
def test_no_reason_and_a_novel_are_refused(world: World, late: Commitment, reason: str) -> None:
    with pytest.raises(Refusal):
        explain(late, reason, world.at)


def test_what_is_not_late_has_nothing_to_explain(world: World, late: Commitment) -> None:
    with house():
        Commitment.objects.filter(pk=late.pk).update(missed_at=None)

    with pytest.raises(Refusal, match="not late"):
        explain(late, "A line was cut.", world.at)


def test_what_another_promise_replaced_has_nothing_to_explain(
    world: World, late: Commitment
) -> None:
    with house():
        Commitment.objects.filter(pk=late.pk).update(replaced_at=world.at)

    with pytest.raises(Refusal, match="took its place"):
        explain(late, "A line was cut.", world.at)
