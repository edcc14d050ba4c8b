"""A ladder that a contract annexes is the one that its customer's requests climb."""

from __future__ import annotations

from datetime import timedelta

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.contracts.actions import load_contract, suspend_contract
from permanence.promises.contracts.models import Contract
from permanence.service.escalation.models import Climb
from permanence.service.tickets.actions import settle_due_marks
from tests.cast import World
from tests.promises.contracts.documents import FREIGHT


def climbed(world: World) -> list[str]:
    ticket = world.ticket()
    with house():
        settle_due_marks(at=world.at + timedelta(hours=1))
        climb = Climb.objects.filter(subject=ticket.pk).latest("pk")
        return [rung.mail for rung in climb.rungs.order_by("position")]


def test_requests_climb_the_ladder_of_the_contract(world: World) -> None:
    with house():
        load_contract(FREIGHT, file="freight.toml", at=world.at)

    assert climbed(world) == ["line@messaging.example.com", "duty@messaging.example.com"]


def test_a_suspended_contract_gives_the_desks_ladder_back(world: World) -> None:
    with house():
        loading = load_contract(FREIGHT, file="freight.toml", at=world.at)
        contract = Contract.objects.get(pk=loading.contract)
        by = Actor("specialist:3", "Lena Vos")
        suspend_contract(contract, reason="Unpaid", at=world.at, by=by)

    assert len(climbed(world)) == 5
