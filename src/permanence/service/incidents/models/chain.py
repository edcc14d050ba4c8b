"""The record of an incident: events, each sealed to the one before it."""

from __future__ import annotations

from django.db import models

from permanence.service.incidents.models.incident import Incident


class Event(models.Model):
    """One thing that happened in an incident, as it was written down; nobody changes it.

    `hash` seals the event to the one before; it covers the salted `digest` of what was told
    (`facts`, who, for which customer, when it happened), so that this can be erased while the
    chain still proves. The database checks the seal when a row is added, and refuses every change.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="events", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    number = models.IntegerField()
    kind = models.TextField()
    at = models.DateTimeField()
    happened_at = models.DateTimeField(null=True)
    actor = models.TextField()
    actor_name = models.TextField(default="", blank=True)
    facts = models.JSONField(null=True)
    salt = models.TextField(null=True)
    digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, default="", blank=True)
    hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("incident", "number", name="events_are_numbered_by_incident"),
        ]

    def __str__(self) -> str:
        return f"event {self.number} of incident {self.incident_id}: {self.kind}"


class ChainEnd(models.Model):
    """Where the record of an incident ends; the database alone writes it."""

    incident = models.OneToOneField(
        Incident, models.PROTECT, primary_key=True, related_name="chain_end"
    )
    number = models.IntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"event {self.number} is the last of incident {self.incident_id}"
