"""Planned work on components of a desk's service, announced before it begins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component
from permanence.world.maintenance.rules import Plan


class WindowQuerySet(models.QuerySet["Window"]):
    def unended(self, at: datetime) -> Self:
        """Those that are planned still or under way."""
        return self.filter(cancelled_at=None, completed_at=None).exclude(
            ends_by_itself=True, ends_at__lte=at
        )

    def since(self, at: datetime) -> Self:
        """Those that were under way after an instant, or are planned."""
        return self.filter(Q(ends_at__gte=at) | Q(completed_at__gte=at) | Q(completed_at=None))


class Window(models.Model):
    """Planned work: what it is for customers, in their languages, from when until when.

    `warned_before` is how long before the beginning people are reminded. `number` counts its
    changes: the journal has each.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    titles = models.JSONField()
    texts = models.JSONField(default=dict)
    zone = models.TextField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    warned_before = models.DurationField(default=timedelta(hours=24))
    ends_by_itself = models.BooleanField(default=False)
    number = models.IntegerField(default=1)
    planned_at = models.DateTimeField()
    planned_by = models.TextField()
    planned_name = models.TextField()
    completed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    components = models.ManyToManyField(Component, through="WindowComponent", related_name="+")

    objects = WindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="window_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="window_is_completed_or_cancelled_not_both",
                condition=Q(completed_at=None) | Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="window_is_completed_after_it_starts",
                condition=Q(completed_at=None) | Q(completed_at__gte=F("starts_at")),
            ),
            models.CheckConstraint(name="window_has_a_title", condition=~Q(titles={})),
        ]
        indexes = [models.Index(fields=["desk", "starts_at"], name="window_of_desk")]

    def __str__(self) -> str:
        return f"window {self.pk} from {self.starts_at:%F %R}"

    @property
    def plan(self) -> Plan:
        """The window as the rules read it."""
        return Plan(
            self.starts_at,
            self.ends_at,
            self.warned_before,
            self.ends_by_itself,
            self.completed_at,
            self.cancelled_at,
        )


class WindowComponent(models.Model):
    """One component that planned work may disturb."""

    window = models.ForeignKey(
        Window, models.CASCADE, related_name="components_touched", db_index=False
    )
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("window", "component", name="window_touches_a_component_once"),
        ]

    def __str__(self) -> str:
        return f"window {self.window_id} on component {self.component_id}"
