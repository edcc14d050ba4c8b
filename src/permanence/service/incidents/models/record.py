"""What an incident's teams know and plan: versions that never change, and facts at the top."""

from __future__ import annotations

from typing import Self

from django.db import models

from permanence.service.incidents.models.incident import Incident


class RecordVersionQuerySet(models.QuerySet["RecordVersion"]):
    def of_kind(self, incident: Incident, kind: str) -> Self:
        """The versions of one record of an incident, the latest first."""
        return self.filter(incident=incident, kind=kind).order_by("-number")

    def standing(self, incident: Incident) -> Self:
        """The latest version of each record of an incident."""
        return (
            self.filter(incident=incident)
            .order_by("incident", "kind", "-number")
            .distinct("incident", "kind")
        )


class RecordVersion(models.Model):
    """One version of the scope assessment ("scope") or of the resolution plan ("plan").

    `base` is the number from which its author began, 0 for none. No version is ever changed.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    kind = models.SlugField(max_length=5)
    number = models.IntegerField()
    base = models.IntegerField()
    body = models.JSONField()
    saved_at = models.DateTimeField()
    by = models.TextField()
    by_name = models.TextField()

    objects = RecordVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "incident", "kind", "number", name="record_version_is_numbered_once"
            ),
            models.CheckConstraint(
                name="record_version_begins_from_an_earlier_one",
                condition=models.Q(base__gte=0, base__lt=models.F("number")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of incident {self.incident_id}"


class PinnedFactQuerySet(models.QuerySet["PinnedFact"]):
    def standing(self, incident: Incident) -> Self:
        """What stands at the top of an incident now, the first pinned first."""
        return self.filter(incident=incident, unpinned_at=None).order_by("pinned_at", "pk")


class PinnedFact(models.Model):
    """A fact that everybody in the room has to see, until somebody takes it down."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    text = models.TextField()
    pinned_at = models.DateTimeField()
    by_name = models.TextField()
    unpinned_at = models.DateTimeField(null=True)

    objects = PinnedFactQuerySet.as_manager()

    def __str__(self) -> str:
        return f"fact {self.pk} of incident {self.incident_id}"
