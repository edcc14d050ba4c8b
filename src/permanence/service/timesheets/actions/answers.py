"""The time that answers took: written down in the transaction in which they leave."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from permanence.ground.lib.errors import Refusal
from permanence.service.tickets.actions.history import record_on
from permanence.service.tickets.actions.holding import send_next_answer
from permanence.service.tickets.models import Draft
from permanence.service.timesheets.actions.booking import log_time
from permanence.service.timesheets.rules import Spent
from permanence.world.accounts.models import Specialist


def describe_spent(spent: Spent) -> dict[str, Any]:
    """Return time as an answer keeps it until it leaves."""
    kept = {"seconds": spent.seconds, "kind": spent.kind, "waived": spent.waived}
    return kept | {"worked_at": spent.worked_at.isoformat()}


def read_spent(kept: Mapping[str, Any]) -> Spent | None:
    """Return the time that an answer keeps; None for one that keeps none."""
    if not kept:
        return None
    begun = datetime.fromisoformat(kept["worked_at"])
    return Spent(begun, kept["seconds"], kept["kind"], waived=kept["waived"])


def send_timed_answer(*, at: datetime) -> bool:
    """Send the answer that has waited longest, and write down what it took; False for none."""
    left = send_next_answer(at=at)
    if left is None:
        return False
    spent = read_spent(left.draft.spent) if left.is_sent else None
    if spent is not None:
        log_answer(left.draft, spent, at=at)
    return True


def log_answer(draft: Draft, spent: Spent, *, at: datetime) -> None:
    """Write down the time of an answer; where that is refused, the file says why."""
    who: Specialist = draft.specialist
    try:
        with transaction.atomic():
            log_time(draft.ticket, spent, specialist=who, by=who.actor, at=at, is_done=True)
    except Refusal as refusal:
        told = {"seconds": spent.seconds, "reason": str(refusal)}
        record_on(draft.ticket, "time.refused", at=at, actor=who.actor, **told)


def spent_on_answer(seconds: int, kind: str, waived: str, *, at: datetime) -> dict[str, Any]:
    """Return what an answer took that is finished now, as it keeps it."""
    return describe_spent(Spent(at - timedelta(seconds=seconds), seconds, kind, waived=waived))
