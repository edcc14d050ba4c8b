"""Views that specialists keep for themselves or for the whole desk."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.world.accounts.models import Desk, Specialist


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def shown_to(self, specialist: int, *, desk: int) -> Self:
        """A specialist's own views on a desk, and those that are shared with the desk."""
        return self.filter(Q(owner=specialist) | Q(is_shared=True), desk=desk)


class SavedView(models.Model):
    """A view with a name: what it lets through, in which order, without which columns."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    is_shared = models.BooleanField(default=False)
    sieve = models.JSONField(default=dict)
    order = models.CharField(max_length=10)
    hidden = models.JSONField(default=list)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "owner", "name"], name="saved_view_has_one_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name
