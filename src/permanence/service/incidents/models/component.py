"""What an incident touches of the desk's service, and how badly, from when to when."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.service.incidents.models.incident import Incident
from permanence.service.incidents.rules.conditions import CONDITIONS
from permanence.world.catalogue.models import Component


class IncidentComponentQuerySet(models.QuerySet["IncidentComponent"]):
    def standing(self) -> Self:
        """Those that are touched now."""
        return self.filter(ended_at=None)


class IncidentComponent(models.Model):
    """How one component is, because of one incident: a row for each condition it was in."""

    incident = models.ForeignKey(
        Incident, models.PROTECT, related_name="components", db_index=False
    )
    component = models.ForeignKey(Component, models.PROTECT, related_name="+")
    condition = models.SlugField(db_index=False)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = IncidentComponentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "component"],
                condition=Q(ended_at=None),
                name="component_is_in_one_condition_at_a_time",
            ),
            models.CheckConstraint(
                name="component_is_in_a_known_condition", condition=Q(condition__in=CONDITIONS)
            ),
            models.CheckConstraint(
                name="condition_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
            ),
        ]
        indexes = [models.Index(fields=["incident", "id"], name="component_of_incident")]

    def __str__(self) -> str:
        return f"component {self.component_id} of incident {self.incident_id}: {self.condition}"
