"""Saying why a promise was not kept: the customer reads it in the report of the month."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from permanence.ground.journal.rules import Actor
from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.models import Commitment

LONGEST_REASON = 2000


class NothingToExplain(Refusal):
    """A promise that was kept, still runs or was replaced has no lateness to explain."""


def explain_lateness(commitment: Commitment, reason: str, *, by: Actor, at: datetime) -> None:
    """Write why a promise was missed, for the customer to read; a later reason replaces it.

    The journal keeps each of them.
    """
    reason = reason.strip()
    if not reason:
        raise Refusal(_("Say why the promise was not kept."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("Say it in at most {most} characters."), most=LONGEST_REASON)
    commitment = (
        Commitment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("ticket")
        .get(pk=commitment.pk)
    )
    if commitment.missed_at is None or commitment.replaced_at is not None:
        raise NothingToExplain(_("This promise is not late, or another took its place."))
    before, commitment.late_reason = commitment.late_reason, reason
    commitment.late_reason_by = by.name
    commitment.save(update_fields=["late_reason", "late_reason_by"])
    record_on(
        commitment.ticket,
        "commitment.explained",
        at=at,
        actor=by,
        promise=commitment.promise,
        reason=reason,
        before=before,
    )
