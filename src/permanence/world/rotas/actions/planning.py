"""Writing rotas down and changing them: never in the past."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.models import Desk, StaffRole
from permanence.world.rotas.models import Rota, RotaVersion
from permanence.world.rotas.rules.faults import Fault, find_faults
from permanence.world.rotas.rules.plans import Plan, write_plan


class SlugTaken(Refusal):
    """A desk knows a rota by one key."""


class FaultyPlan(Refusal):
    """A plan that cannot be kept; `faults` say why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(_("The rota cannot be kept as it is."))
        self.faults = faults


class NotInThePast(Refusal):
    """What was is kept as it was."""


class ChangedMeanwhile(Refusal):
    """Somebody else was faster."""


class NoColleague(Refusal):
    """Only who works on a desk is on call for it."""


def add_rota(
    desk: Desk, *, slug: str, name: str, plan: Plan, from_at: datetime, by: Actor, at: datetime
) -> Rota:
    """Write a rota down that holds from an instant on."""
    Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if Rota.objects.filter(desk=desk, slug=slug).exists():
        raise SlugTaken(_("There is a rota with this key already."))
    check_plan(desk.pk, plan, from_at=from_at, at=at)
    rota = Rota.objects.create(
        desk=desk, slug=slug, name=name, position=Rota.objects.filter(desk=desk).count()
    )
    keep_version(rota, plan, number=1, from_at=from_at, by=by, at=at)
    note_rota(rota, "rota.added", by=by, at=at, name=name, from_at=from_at)
    return rota


def change_rota(
    rota: Rota, plan: Plan, *, from_at: datetime, seen: int, by: Actor, at: datetime
) -> None:
    """Let a rota say something else from an instant on; `seen` is the last version looked at."""
    held = lock_rota(rota)
    last = RotaVersion.objects.filter(rota=held).order_by("-number").first()
    number = last.number if last else 0
    if number != seen:
        raise ChangedMeanwhile(_("Somebody changed this rota meanwhile. Look at it again."))
    check_plan(held.desk_id, plan, from_at=from_at, at=at)
    keep_version(held, plan, number=number + 1, from_at=from_at, by=by, at=at)
    note_rota(held, "rota.changed", by=by, at=at, number=number + 1, from_at=from_at)


def name_rota(rota: Rota, name: str, *, by: Actor, at: datetime) -> None:
    """Give a rota another name."""
    held = lock_rota(rota)
    if held.name != name:
        note_rota(held, "rota.named", by=by, at=at, before=held.name, after=name)
        held.name = name
        held.save(update_fields=["name"])


def retire_rota(rota: Rota, *, by: Actor, at: datetime) -> None:
    """Take a rota out of use; nobody is on call by it any more."""
    held = lock_rota(rota)
    if held.retired_at is None:
        held.retired_at = at
        held.save(update_fields=["retired_at"])
        note_rota(held, "rota.retired", by=by, at=at)


def bring_rota_back(rota: Rota, *, by: Actor, at: datetime) -> None:
    """Use a rota again."""
    held = lock_rota(rota)
    if held.retired_at is not None:
        held.retired_at = None
        held.save(update_fields=["retired_at"])
        note_rota(held, "rota.returned", by=by, at=at)


def lock_rota(rota: Rota) -> Rota:
    """Return the rota, locked: whatever changes it waits for its turn."""
    return Rota.objects.select_for_update(no_key=True).get(pk=rota.pk)


def check_plan(desk: int, plan: Plan, *, from_at: datetime, at: datetime) -> None:
    """Refuse a plan that is wrong, that changes the past, or that names strangers."""
    if faults := find_faults(plan):
        raise FaultyPlan(faults)
    if from_at < at:
        raise NotInThePast(_("What is past stays as it was. Choose a time to come."))
    check_colleagues(desk, plan.members)


def check_colleagues(desk: int, people: Collection[int]) -> None:
    """Refuse who does not work on a desk."""
    roles = StaffRole.objects.filter(
        desk=desk, specialist__in=people, specialist__left_at__isnull=True
    )
    if set(people) - set(roles.values_list("specialist_id", flat=True)):
        raise NoColleague(_("Only who works on this desk can be on call for it."))


def keep_version(
    rota: Rota, plan: Plan, *, number: int, from_at: datetime, by: Actor, at: datetime
) -> None:
    """Keep what a rota says from an instant on."""
    RotaVersion.objects.create(
        rota=rota,
        number=number,
        from_at=from_at,
        plan=write_plan(plan),
        made_at=at,
        made_by=by.name,
    )


def note_rota(rota: Rota, act: str, *, by: Actor, at: datetime, **facts: Any) -> None:
    """Record one act on a rota."""
    record(act, f"rota:{rota.pk}", at=at, actor=by, desk=rota.desk_id, **facts)
