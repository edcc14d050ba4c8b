"""Hearing that somebody says nothing, and forgetting what came long ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from permanence.service.alerts.actions.hearing import hear_reports, tell_silence
from permanence.service.alerts.models import Delivery, Source
from permanence.service.alerts.queries import away_until
from permanence.service.alerts.rules.sources import silent_at
from permanence.service.alerts.rules.turns import FIRING, Turn

KEPT = timedelta(days=30)
MOST = 200


def hear_silence(*, at: datetime) -> int:
    """Make an alert of every source that should have been heard and was not; return how many."""
    due = Source.objects.active().filter(due_at__lte=at, silent_at=None).order_by("due_at")
    sources = list(due.select_for_update(skip_locked=True, no_key=True)[:MOST])
    if not sources:
        return 0
    away, silent = away_until(), 0
    for source in sources:
        every = source.every or timedelta(0)
        heard = source.heard_at or source.made_at
        since = silent_at(heard_at=heard, every=every, grace=source.grace, away_until=away)
        source.due_at = since
        if since <= at:
            source.silent_at = since
            hear_reports(source, [tell_silence(source, Turn(since, FIRING))], at=at)
            silent += 1
        source.save(update_fields=["due_at", "silent_at"])
    return silent


def forget_deliveries(*, at: datetime) -> int:
    """Forget raw messages a month after they last came; what they came to stays."""
    old = Delivery.objects.filter(last_at__lt=at - KEPT).values("pk")[:MOST]
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()[0]
