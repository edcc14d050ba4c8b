"""The head of development lets somebody approve for a time."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.actions import record
from permanence.ground.lib.errors import Refusal
from permanence.service.agreements.models import Delegation
from permanence.service.agreements.queries import standing_of
from permanence.world.accounts.models import Desk, Specialist


def give_delegation(
    desk: Desk,
    specialist: Specialist,
    *,
    from_at: datetime,
    until_at: datetime,
    by: Specialist,
    at: datetime,
) -> Delegation:
    """Let a member of the desk's staff approve agreements in a span of time."""
    check_head(desk.pk, by, at=at)
    if specialist.pk == by.pk:
        raise Refusal(_("You approve already: name somebody else."))
    if not specialist.roles.filter(desk=desk).exists():
        raise Refusal(_("{name} has no role on this desk."), name=specialist.name)
    if until_at <= from_at or until_at <= at:
        raise Refusal(_("The delegation has to end after it begins, and not in the past."))
    delegation = Delegation.objects.create(
        desk=desk,
        specialist=specialist,
        given_by=by,
        given_at=at,
        from_at=from_at,
        until_at=until_at,
    )
    record_delegation(delegation, "delegation.given", by=by, at=at)
    return delegation


def end_delegation(delegation: Delegation, *, by: Specialist, at: datetime) -> None:
    """End a delegation before its time; what was approved under it stays approved."""
    check_head(delegation.desk_id, by, at=at)
    if Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        record_delegation(delegation, "delegation.ended", by=by, at=at)


def check_head(desk: int, specialist: Specialist, *, at: datetime) -> None:
    """Refuse who is not the head: a delegate does not delegate."""
    if standing_of(specialist, desk=desk, at=at) != "head":
        raise Refusal(_("Only the head of development names delegates."))


def record_delegation(delegation: Delegation, act: str, *, by: Specialist, at: datetime) -> None:
    """Record what became of a delegation."""
    record(
        act,
        f"desk:{delegation.desk_id}",
        at=at,
        actor=by.actor,
        desk=delegation.desk_id,
        specialist=delegation.specialist_id,
        name=delegation.specialist.name,
        from_at=delegation.from_at.isoformat(),
        until_at=delegation.until_at.isoformat(),
    )
