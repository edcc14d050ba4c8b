"""Who may tell of messages."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from permanence.ground.lib.tokens import hash_token
from permanence.service.trace.models import TraceSource


def open_trace_source(token: str, *, at: datetime) -> TraceSource | None:
    """Return the source that a token opens; None for a stranger, and for one that is turned off."""
    if not token:
        return None
    told = hash_token(token)
    fits = Q(token=told) | Q(token_before=told, token_before_until__gt=at)
    return TraceSource.objects.heard().filter(fits).first()


def trace_sources_of(desk: int) -> list[TraceSource]:
    """Return the sources of a desk by name, those that are turned off last."""
    rows = TraceSource.objects.filter(desk=desk).order_by("name", "pk")
    return sorted(rows, key=lambda one: not one.enabled)
