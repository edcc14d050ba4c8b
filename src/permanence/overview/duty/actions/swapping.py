"""Swaps of shifts, of which both are told."""

from __future__ import annotations

from datetime import datetime

from permanence.world.accounts.models import Specialist
from permanence.world.attention.actions.notices import News, tell_people
from permanence.world.attention.queries.notices import Hearers
from permanence.world.attention.rules.channels import Event
from permanence.world.rotas.actions import swapping
from permanence.world.rotas.actions.covering import Hours
from permanence.world.rotas.models import Rota, Swap


def ask_for_swap(
    rota: Rota,
    hours: Hours,
    *,
    asker: Specialist,
    asked: Specialist,
    back: Hours | None,
    words: str,
    at: datetime,
) -> Swap:
    """Ask a colleague to swap, and let them know of it."""
    swap = swapping.ask_swap(rota, hours, asker=asker, asked=asked, back=back, words=words, at=at)
    tell_other(swap, asked, by=asker, event=Event.SWAP, at=at)
    return swap


def agree(swap: Swap, *, by: Specialist, at: datetime) -> None:
    """Agree to a swap, and let the asker know."""
    found = swapping.agree_swap(swap, by=by, at=at)
    tell_other(found, found.asker, by=by, event=Event.SWAPPED, at=at)


def decline(swap: Swap, *, by: Specialist, at: datetime) -> None:
    """Decline a swap, and let the asker know."""
    found = swapping.decline_swap(swap, by=by, at=at)
    tell_other(found, found.asker, by=by, event=Event.NOT_SWAPPED, at=at)


def withdraw(swap: Swap, *, by: Specialist, at: datetime) -> None:
    """Take a question back."""
    swapping.withdraw_swap(swap, by=by, at=at)


def tell_other(
    swap: Swap, other: Specialist, *, by: Specialist, event: Event, at: datetime
) -> None:
    """Tell one of the two what the other did."""
    hearers = Hearers(f"rota:{swap.rota_id}", swap.rota.desk_id, named=[other.pk])
    actor = by.actor
    tell_people([News(event, hearers, by=actor.key, who=actor.name)], at=at)
