"""How far climbs have come."""

from __future__ import annotations

from collections.abc import Iterable

from permanence.service.escalation.models import Climb


def climbs_of(owner: str, subject: int) -> list[Climb]:
    """Return the climbs of one subject with their rungs, the latest first."""
    return list(
        Climb.objects.filter(owner=owner, subject=subject).prefetch_related("rungs").order_by("-pk")
    )


def climbing_subjects(owner: str, subjects: Iterable[int]) -> set[int]:
    """Return which of the subjects are being climbed for now, or found nobody."""
    return set(
        Climb.objects.filter(owner=owner, subject__in=list(subjects))
        .exclude(outcome__in=[Climb.Outcome.TAKEN, Climb.Outcome.WITHDRAWN])
        .values_list("subject", flat=True)
    )
