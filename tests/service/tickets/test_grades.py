"""Promises that stand know the severity and level of their request, however it was changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from permanence.ground.lib.db import house
from permanence.service.tickets.models import Commitment, Ticket
from tests.cast import World
from tests.service.tickets.acting import HOUR, answer, fresh, judge


@pytest.fixture(autouse=True)
def in_the_house(world: World) -> Iterator[None]:
    with house():
        yield


def grades(ticket: Ticket) -> set[tuple[int | None, int | None]]:
    rows = Commitment.objects.filter(ticket=ticket, replaced_at=None)
    return set(rows.values_list("severity", "level"))


def test_a_promise_is_made_with_the_grade_of_its_request(world: World) -> None:
    ticket = world.ticket()

    assert ticket.severity is not None
    assert grades(ticket) == {(ticket.severity, ticket.level)}


def test_what_is_kept_already_follows_a_new_judgement(world: World) -> None:
    ticket = world.ticket()
    judge(ticket, severity=3, level=2, at=world.at)
    answer(fresh(ticket), at=world.at + HOUR)

    judge(fresh(ticket), severity=1, level=1, at=world.at + 2 * HOUR, reason="All is down.")

    assert grades(ticket) == {(1, 1)}
    assert Commitment.objects.filter(ticket=ticket, replaced_at=None, met_at__isnull=False).exists()


def test_the_database_itself_sees_to_it(world: World) -> None:
    ticket, other = world.ticket(), world.ticket()
    before = grades(other)

    Ticket.objects.filter(pk=ticket.pk).update(severity=None, level=3)

    assert grades(ticket) == {(None, 3)}
    assert grades(other) == before
