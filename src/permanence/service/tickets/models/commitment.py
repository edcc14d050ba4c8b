"""Commitments: one promise on one ticket under the clause that governs it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.promises.clocks.models import Deadline
from permanence.service.tickets.models.ticket import Ticket


class Commitment(models.Model):
    """One promise, its governing clause, the clauses it beat, and its deadline (SPEC C2).

    A change of severity, level or state makes a new row and replaces this one: what was promised
    before stays readable.
    """

    class Promise(models.TextChoices):
        TRIAGE = "triage"
        RESPONSE = "response"
        RESOLUTION = "resolution"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="commitments", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    promise = models.CharField(max_length=12, choices=Promise.choices)
    nature = models.CharField(max_length=10)
    is_published = models.BooleanField()
    clause_key = models.TextField()
    clause_source = models.TextField()
    clause_text = models.JSONField()
    calendar_key = models.TextField()
    target = models.JSONField()
    candidates = models.JSONField()
    start_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "promise"],
                condition=Q(replaced_at=None),
                name="one_commitment_stands_for_a_promise",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="commitment_of_ticket")]

    def __str__(self) -> str:
        return f"{self.promise} of ticket {self.ticket_id} by {self.due_at}"
