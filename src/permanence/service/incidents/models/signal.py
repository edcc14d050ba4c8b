"""What customers say themselves of an incident that touches them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models.incident import Incident
from permanence.world.accounts.models import Contact, Organisation


class MeTooQuerySet(models.QuerySet["MeToo"]):
    def unheard(self) -> Self:
        """Those that do not stand in the record of their incident yet."""
        return self.filter(heard_at=None)


class MeToo(models.Model):
    """A person at a customer said on the portal that an incident touches them as well.

    `heard_at` is when it was written into the record of the incident, which no customer may write.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    said = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    objects = MeTooQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "incident", "contact", name="person_says_once_that_an_incident_touches_them"
            ),
        ]
        indexes = [
            models.Index(
                fields=["incident", "id"], condition=Q(heard_at=None), name="word_not_recorded_yet"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.contact_id} in incident {self.incident_id}"
