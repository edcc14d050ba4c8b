"""A ticket says which contract its customer has, and how that stands."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.db import house
from permanence.promises.contracts.actions import suspend_contract
from tests.cast import World, add_contract

LENA = Actor("specialist:3", "Lena Vos")


def customer_on(world: World) -> str:
    ticket = world.ticket()
    page = world.log_in(world.sam).get(f"/desk/tickets/{ticket.reference}")
    return " ".join(unescape(page.content.decode()).split())


def agree(world: World, *, starts: date, ends: date | None) -> object:
    with house():
        return add_contract(
            world.brightwater,
            desk=world.messaging,
            number="M-8",
            at=world.at - timedelta(days=1),
            starts=starts,
            ends=ends,
        )


def test_a_contract_in_force_is_told_with_its_end(world: World) -> None:
    agree(world, starts=date(2026, 1, 1), ends=date(2026, 12, 31))

    page = customer_on(world)

    assert "M-8 · Support" in page
    assert "until 31 Dec 2026" in page


def test_one_that_has_expired_is_told_as_that(world: World) -> None:
    agree(world, starts=date(2025, 1, 1), ends=date(2026, 2, 28))

    assert "expired on 28 Feb 2026" in customer_on(world)


def test_one_that_is_to_come_is_told_as_that(world: World) -> None:
    agree(world, starts=date(2026, 4, 1), ends=None)

    assert "begins on 1 Apr 2026" in customer_on(world)


def test_one_that_is_suspended_says_why(world: World) -> None:
    contract = agree(world, starts=date(2026, 1, 1), ends=None)
    with house():
        suspend_contract(contract, reason="Unpaid since June", at=world.at, by=LENA)  # type: ignore[arg-type]

    assert "because: Unpaid since June" in customer_on(world)
