"""Taking hours of a layer, for oneself or for a colleague."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Specialist
from permanence.world.calendars.rules.zones import to_seconds
from permanence.world.rotas.actions.planning import (
    NotInThePast,
    check_colleagues,
    lock_rota,
    note_rota,
)
from permanence.world.rotas.models import Cover, Rota, Swap
from permanence.world.rotas.queries import schedules_of
from permanence.world.rotas.rules.schedule import plan_at

LONGEST_REASON = 500


class NoSuchHours(Refusal):
    """Hours that end before they begin, or are of no layer."""


@dataclass(frozen=True)
class Hours:
    """A span of one layer."""

    layer: int
    from_at: datetime
    to_at: datetime


def cover_hours(
    rota: Rota,
    hours: Hours,
    person: Specialist,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    swap: Swap | None = None,
) -> Cover:
    """Let somebody be on call on a layer for a time; what stood there before gives way."""
    held = lock_rota(rota)
    check_hours(held, hours, at=at)
    check_colleagues(held.desk_id, [person.pk])
    make_room(held, hours, at=at)
    made = Cover.objects.create(
        rota=held,
        layer=hours.layer,
        person=person,
        from_at=hours.from_at,
        to_at=hours.to_at,
        reason=reason[:LONGEST_REASON],
        swap=swap,
        made_at=at,
        made_by=by.name,
    )
    told = {"person": person.name, "layer": hours.layer}
    note_rota(held, "rota.covered", by=by, at=at, **told, from_at=hours.from_at, to_at=hours.to_at)
    return made


def end_cover(cover: Cover, *, by: Actor, at: datetime) -> None:
    """Take a cover back: before it begins as if it had never been, later from now on."""
    held = lock_rota(cover.rota)
    found = Cover.objects.standing().filter(pk=cover.pk, to_at__gt=at).first()
    if found is None:
        return
    if found.from_at < at:
        found.to_at = at
    else:
        found.withdrawn_at = at
    found.save(update_fields=["to_at", "withdrawn_at"])
    note_rota(held, "rota.uncovered", by=by, at=at, person=cover.person.name, layer=cover.layer)


def check_hours(rota: Rota, hours: Hours, *, at: datetime) -> None:
    """Refuse hours that are past, upside down, or of a layer that is not there then."""
    if hours.to_at <= hours.from_at:
        raise NoSuchHours(_("The end must lie after the beginning."))
    if hours.from_at < at:
        raise NotInThePast(_("What is past stays as it was. Choose a time to come."))
    plan = plan_at(schedules_of([rota], since=at)[rota.pk], to_seconds(hours.from_at))
    if plan is None or plan.layer(hours.layer) is None:
        raise NoSuchHours(_("The rota has no such layer at that time."))


def make_room(rota: Rota, hours: Hours, *, at: datetime) -> None:
    """Cut what covers these hours already; what is left of it before and after stays."""
    standing = Cover.objects.of_layer(rota, hours.layer, begins=hours.from_at, ends=hours.to_at)
    for one in standing.select_for_update(no_key=True):
        ends = one.to_at
        if one.from_at < hours.from_at:
            one.to_at = hours.from_at
        else:
            one.withdrawn_at = at
        one.save(update_fields=["to_at", "withdrawn_at"])
        if ends > hours.to_at:
            one.pk, one.withdrawn_at = None, None
            one.from_at, one.to_at, one.made_at = hours.to_at, ends, at
            one.save(force_insert=True)
