"""Saying who is not there, until when, and who stands in."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.world.accounts.actions.staff import lock_specialist
from permanence.world.accounts.models import Absence, Specialist, StaffRole

AWAY, OUT = Absence.Kind.AWAY, Absence.Kind.OUT


class NotInThatTime(Refusal):
    """An absence that ends before it begins, or that somebody has already."""


class NoStandIn(Refusal):
    """A stand-in is somebody else, who still works here and on a desk of theirs."""


def be_away(specialist: Specialist, *, until: datetime, by: Actor, at: datetime) -> Absence:
    """Say that somebody is away from now on until an instant; what was said before ends."""
    held = lock_specialist(specialist)
    if until <= at:
        raise NotInThatTime(_("Choose a time to come."))
    end_lasting(held, kinds=[AWAY], at=at)
    made = Absence.objects.create(specialist=held, kind=AWAY, from_at=at, to_at=until, said_at=at)
    record_absence("staff.away", held, by=by, at=at, until=until)
    return made


def leave_office(
    specialist: Specialist,
    *,
    from_at: datetime,
    to_at: datetime,
    stand_in: Specialist | None,
    by: Actor,
    at: datetime,
) -> Absence:
    """Say that somebody is out of office for a time, and who stands in for them."""
    held = lock_specialist(specialist)
    if to_at <= max(from_at, at):
        raise NotInThatTime(_("The end must lie after the beginning, and ahead."))
    others = Absence.objects.filter(specialist=held, kind=OUT, from_at__lt=to_at, to_at__gt=from_at)
    if others.exists():
        raise NotInThatTime(_("{name} is out of office in that time already."), name=held.name)
    check_stand_in(held, stand_in)
    made = Absence.objects.create(
        specialist=held,
        kind=OUT,
        from_at=from_at,
        to_at=to_at,
        said_at=at,
        stand_in=stand_in,
    )
    told = {"since": from_at, "until": to_at, "stand_in": stand_in.name if stand_in else ""}
    record_absence("staff.out", held, by=by, at=at, **told)
    return made


def come_back(specialist: Specialist, *, by: Actor, at: datetime) -> None:
    """Say that somebody is there again, earlier than was said."""
    held = lock_specialist(specialist)
    if end_lasting(held, kinds=[AWAY, OUT], at=at):
        record_absence("staff.back", held, by=by, at=at)


def cancel_absence(absence: Absence, *, by: Actor, at: datetime) -> None:
    """Take back an absence that has not begun; one that lasts ends now."""
    held = lock_specialist(absence.specialist)
    found = Absence.objects.filter(pk=absence.pk, to_at__gt=at).first()
    if found is None:
        return
    if found.from_at < at:
        found.to_at = at
        found.save(update_fields=["to_at"])
    else:
        found.delete()
    told = {"since": absence.from_at, "until": absence.to_at}
    record_absence("staff.not_out", held, by=by, at=at, **told)


def end_lasting(held: Specialist, *, kinds: list[str], at: datetime) -> int:
    """End the absences that last now, and return how many did."""
    lasting = Absence.objects.filter(specialist=held, kind__in=kinds, from_at__lte=at, to_at__gt=at)
    fresh = lasting.filter(from_at=at).delete()[0]
    return fresh + lasting.update(to_at=at)


def check_stand_in(held: Specialist, stand_in: Specialist | None) -> None:
    """Refuse a stand-in who could take none of the work."""
    if stand_in is None:
        return
    desks = StaffRole.objects.filter(specialist=held).values("desk")
    shares = StaffRole.objects.filter(specialist=stand_in, desk__in=desks).exists()
    if stand_in.pk == held.pk or stand_in.left_at is not None or not shares:
        raise NoStandIn(_("{name} cannot stand in."), name=stand_in.name)


def record_absence(act: str, held: Specialist, *, by: Actor, at: datetime, **facts: object) -> None:
    """Record one act on somebody's presence."""
    record(act, f"specialist:{held.pk}", at=at, actor=by, desk=None, organisation=None, **facts)
