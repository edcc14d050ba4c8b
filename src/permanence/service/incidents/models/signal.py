"""What customers say themselves of an incident that touches them."""

from __future__ import annotations

from django.db import models

from permanence.service.incidents.models.incident import Incident
from permanence.world.accounts.models import Contact, Organisation


class MeToo(models.Model):
    """A person at a customer said on the portal that an incident touches them as well."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="+", db_index=False)
    said = models.TextField(default="", blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "incident", "contact", name="person_says_once_that_an_incident_touches_them"
            ),
        ]

    def __str__(self) -> str:
        return f"contact {self.contact_id} in incident {self.incident_id}"
