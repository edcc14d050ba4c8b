"""Two specialists write time down at the same instant, and only half of it is left."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from permanence.ground.lib.db import house
from permanence.promises.contracts.actions.bank import grant_lots
from permanence.promises.contracts.models import Lot
from permanence.promises.contracts.queries.bank import balance_of
from permanence.service.tickets.models import Ticket
from permanence.service.timesheets.models import TimeEntry
from tests.cast import World
from tests.service.timesheets.banking import agree_hours, open_file, spend

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_two_bookings_draw_the_same_hour(world: World) -> None:
    with house():
        contract = agree_hours(world, hours="1 hour")
    tickets = [open_file(world), open_file(world)]
    together = Barrier(len(tickets))

    def book(ticket: Ticket) -> None:
        try:
            with house():
                together.wait(10)
                spend(world, ticket, 45)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(tickets)) as people:
        list(people.map(book, tickets))

    with house():
        parts = [part for entry in TimeEntry.objects.all() for part in entry.parts]
        left = balance_of(contract, world.at).left
    assert left == 0
    assert sum(part["seconds"] for part in parts if part["lot"]) == 3600
    assert sum(part["seconds"] for part in parts if part["reason"] == "spent") == 1800


def test_two_workers_grant_a_period_once(world: World) -> None:
    with house():
        contract = agree_hours(world, period="month")
    later = world.at + timedelta(days=40)
    together = Barrier(2)

    def grant(_number: int) -> int:
        try:
            with house():
                together.wait(10)
                return grant_lots(at=later, contracts=[contract])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as workers:
        granted = list(workers.map(grant, range(2)))

    with house():
        months = Lot.objects.filter(contract=contract).count()
    assert sum(granted) == 1
    assert months == 3
