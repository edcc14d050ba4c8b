"""Requests that belong to an incident."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models.incident import Incident
from permanence.service.tickets.models import Ticket


class JoiningQuerySet(models.QuerySet["Joining"]):
    def standing(self) -> Self:
        """Those that nobody has taken out."""
        return self.filter(left_at=None)


class Joining(models.Model):
    """That a request belongs to an incident, from when, and who said so.

    `way` is how it came: "signs" (counted by the suspicion), "hand", "bulk". `answered_at` is when
    a notice of the incident was its first answer, by the clause `answered_by`. `ended_at` is when
    it was resolved with the incident; one that was left open says why in `kept_open`. `filed` are
    the notices that stand in its file.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="joinings", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    way = models.SlugField(db_index=False)
    joined_at = models.DateTimeField()
    joined_by = models.TextField()
    joined_by_name = models.TextField(default="", blank=True)
    left_at = models.DateTimeField(null=True)
    left_by = models.TextField(default="", blank=True)
    left_by_name = models.TextField(default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)
    kept_open = models.TextField(default="", blank=True)
    filed = models.JSONField(default=list)

    objects = JoiningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(left_at=None),
                name="request_belongs_to_one_incident_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["incident", "id"], name="joining_of_incident"),
            models.Index(
                fields=["incident"],
                condition=Q(left_at=None, ended_at=None),
                name="joining_to_be_told",
            ),
            models.Index(fields=["ticket", "-id"], name="joining_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} in incident {self.incident_id}"
