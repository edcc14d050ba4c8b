"""Letting go of what is old."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from permanence.service.trace.models import Event, Passage


def forget_passages(desk: int, *, before: datetime, keep: Collection[int], most: int) -> int:
    """Forget messages of a desk last heard of before an instant; return how many.

    They go whole, with every event: of a path there is all or nothing. Those of the organisations
    in `keep` stay.
    """
    old = Passage.objects.filter(desk=desk, last_at__lt=before).exclude(organisation__in=keep)
    numbers = list(old.order_by("last_at").values_list("pk", flat=True)[:most])
    Event.objects.filter(passage__in=numbers).delete()
    Passage.objects.filter(pk__in=numbers).delete()
    return len(numbers)
