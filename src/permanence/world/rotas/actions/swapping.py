"""Swapping shifts: one asks, the other agrees or declines, and only then hands change."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Specialist
from permanence.world.rotas.actions.covering import Hours, check_hours, cover_hours
from permanence.world.rotas.actions.planning import check_colleagues, lock_rota, note_rota
from permanence.world.rotas.models import Rota, Swap
from permanence.world.rotas.queries import schedules_of
from permanence.world.rotas.rules.shifts import shifts_between, shifts_of_person

LONGEST_WORDS = 500


class NotTheirs(Refusal):
    """Only what somebody has can be swapped, and only by the two themselves."""


class AnsweredAlready(Refusal):
    """A swap is answered once."""


def ask_swap(
    rota: Rota,
    hours: Hours,
    *,
    asker: Specialist,
    asked: Specialist,
    back: Hours | None = None,
    words: str = "",
    at: datetime,
) -> Swap:
    """Ask a colleague to take hours of one's own, perhaps for some of theirs in return."""
    held = lock_rota(rota)
    check_theirs(held, hours, asker, at=at)
    if back is not None:
        check_theirs(held, back, asked, at=at)
    check_colleagues(held.desk_id, [asked.pk])
    if asker.pk == asked.pk:
        raise NotTheirs(_("Choose a colleague."))
    swap = Swap.objects.create(
        rota=held,
        asker=asker,
        asked=asked,
        layer=hours.layer,
        from_at=hours.from_at,
        to_at=hours.to_at,
        back_layer=back.layer if back else None,
        back_from=back.from_at if back else None,
        back_to=back.to_at if back else None,
        words=words[:LONGEST_WORDS],
        asked_at=at,
    )
    note_swap(swap, "rota.swap_asked", by=asker.actor, at=at)
    return swap


def agree_swap(swap: Swap, *, by: Specialist, at: datetime) -> Swap:
    """Agree to a swap: from then on each has the other's hours."""
    held = lock_rota(swap.rota)
    found = lock_swap(swap, of=by)
    there, back = hours_of(found), hours_in_return(found)
    check_theirs(held, there, found.asker, at=at)
    if back is not None:
        check_theirs(held, back, found.asked, at=at)
    settle(found, Swap.State.AGREED, at=at)
    actor = by.actor
    note_swap(found, "rota.swap_agreed", by=actor, at=at)
    cover_hours(held, there, found.asked, by=actor, at=at, swap=found)
    if back is not None:
        cover_hours(held, back, found.asker, by=actor, at=at, swap=found)
    return found


def decline_swap(swap: Swap, *, by: Specialist, at: datetime) -> Swap:
    """Decline a swap; everything stays as it is."""
    lock_rota(swap.rota)
    found = lock_swap(swap, of=by)
    settle(found, Swap.State.DECLINED, at=at)
    note_swap(found, "rota.swap_declined", by=by.actor, at=at)
    return found


def withdraw_swap(swap: Swap, *, by: Specialist, at: datetime) -> Swap:
    """Take back what was asked and has not been answered."""
    lock_rota(swap.rota)
    found = lock_swap(swap, of=by, as_asker=True)
    settle(found, Swap.State.WITHDRAWN, at=at)
    note_swap(found, "rota.swap_withdrawn", by=by.actor, at=at)
    return found


def lock_swap(swap: Swap, *, of: Specialist, as_asker: bool = False) -> Swap:
    """Return a swap that waits for this person; refuse anybody else, and what was answered."""
    rows = Swap.objects.select_for_update(no_key=True, of=("self",))
    found = rows.select_related("asker", "asked", "rota").get(pk=swap.pk)
    if of.pk != (found.asker_id if as_asker else found.asked_id):
        raise NotTheirs(_("Only the two who swap can decide on it."))
    if found.state != Swap.State.ASKED:
        raise AnsweredAlready(_("This swap was answered already."))
    return found


def settle(swap: Swap, state: Swap.State, *, at: datetime) -> None:
    """Keep what became of a swap."""
    swap.state, swap.answered_at = state, at
    swap.save(update_fields=["state", "answered_at"])


def check_theirs(rota: Rota, hours: Hours, person: Specialist, *, at: datetime) -> None:
    """Refuse hours that are not wholly somebody's own."""
    check_hours(rota, hours, at=at)
    schedule = schedules_of([rota], since=at)[rota.pk]
    shifts = shifts_between(schedule, hours.from_at, hours.to_at)
    own = [one for one in shifts_of_person(shifts, person.pk) if one.layer == hours.layer]
    had = sum(one.seconds for one in own)
    if had != round((hours.to_at - hours.from_at).total_seconds()):
        raise NotTheirs(_("{name} is not on call through all of these hours."), name=person.name)


def hours_of(swap: Swap) -> Hours:
    """Return the hours that the asker gives away."""
    return Hours(swap.layer, swap.from_at, swap.to_at)


def hours_in_return(swap: Swap) -> Hours | None:
    """Return the hours that the asker takes instead, if any."""
    if swap.back_layer is None or swap.back_from is None or swap.back_to is None:
        return None
    return Hours(swap.back_layer, swap.back_from, swap.back_to)


def note_swap(swap: Swap, act: str, *, by: Actor, at: datetime) -> None:
    """Record one act on a swap."""
    told = {"swap": swap.pk, "asker": swap.asker.name, "asked": swap.asked.name}
    note_rota(swap.rota, act, by=by, at=at, **told, from_at=swap.from_at, to_at=swap.to_at)
