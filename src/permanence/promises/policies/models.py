"""Versions of a desk's policy, as loaded, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.world.accounts.models import Desk


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    def in_force(self, at: datetime) -> Self:
        """The versions that had taken effect by then, the newest first."""
        return self.filter(effective_at__lte=at).order_by("-effective_at", "-number")

    def before(self, effective_at: datetime, number: int) -> Self:
        """The versions that took effect before the one named, the last of them first."""
        same = Q(effective_at=effective_at, number__lt=number)
        earlier = self.filter(Q(effective_at__lt=effective_at) | same)
        return earlier.order_by("-effective_at", "-number")

    def after(self, effective_at: datetime, number: int) -> Self:
        """The versions that take effect after the one named, the first of them first."""
        same = Q(effective_at=effective_at, number__gt=number)
        later = self.filter(Q(effective_at__gt=effective_at) | same)
        return later.order_by("effective_at", "number")


class PolicyVersion(models.Model):
    """One document as it was loaded; no role may change or delete it (SPEC C1)."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    number = models.IntegerField()
    title = models.TextField()
    document = models.TextField()
    digest = models.CharField(max_length=64)
    effective_at = models.DateTimeField()
    loaded_at = models.DateTimeField()
    loaded_by = models.TextField()

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="policy_versions_are_numbered_by_desk"),
        ]
        indexes = [
            models.Index(fields=["desk", "-effective_at", "-number"], name="policy_in_force"),
        ]

    def __str__(self) -> str:
        return f"policy {self.number} of desk {self.desk_id}"
