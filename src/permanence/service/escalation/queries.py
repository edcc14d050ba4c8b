"""How far climbs have come."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, prefetch_related_objects

from permanence.ground.lib.prepared import Prepared
from permanence.service.escalation.models import Climb

CLIMBS = Prepared(
    lambda owner, subject: Climb.objects.filter(owner=owner, subject=subject).order_by("-pk"),
    "owner",
    "subject",
)


def climbs_of(owner: str, subject: int) -> list[Climb]:
    """Return the climbs of one subject with their rungs, the latest first."""
    climbs = CLIMBS(owner=owner, subject=subject)
    prefetch_related_objects(climbs, "rungs")
    return climbs


def is_climbed(owner: str) -> Exists:
    """Return whether a row's primary key was ever climbed for, to be read along with the row."""
    return Exists(Climb.objects.filter(owner=owner, subject=OuterRef("pk")))


def climbing_subjects(owner: str, subjects: Iterable[int]) -> set[int]:
    """Return which of the subjects are being climbed for now, or found nobody."""
    return set(
        Climb.objects.filter(owner=owner, subject__in=list(subjects))
        .exclude(outcome__in=[Climb.Outcome.TAKEN, Climb.Outcome.WITHDRAWN])
        .values_list("subject", flat=True)
    )
