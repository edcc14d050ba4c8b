"""Commitments: one promise on one ticket under the clause that governs it."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, F, Q, When

from permanence.promises.clocks.models import Deadline
from permanence.service.tickets.models.ticket import Ticket


class Commitment(models.Model):
    """One promise, its governing clause, the clauses it beat, and its deadline (SPEC C2).

    A change of severity, level, state, policy or contract makes a new row and replaces this one:
    what was promised before stays readable. A promise that recurs (the next answer, news) has a
    row for each `round`. `paused_by` names the states that stop its clock; a stopped one has no
    due instant. `late_reason` is what the desk says of a promise that it broke.
    """

    class Promise(models.TextChoices):
        TRIAGE = "triage"
        RESPONSE = "response"
        FOLLOW_UP = "follow-up"
        UPDATE = "update"
        RESOLUTION = "resolution"
        RULING = "ruling"
        ATTENTION = "attention"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="commitments", db_index=False)
    desk_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    promise = models.CharField(max_length=12, choices=Promise.choices)
    round = models.IntegerField(default=1)
    nature = models.CharField(max_length=10)
    is_published = models.BooleanField()
    clause_key = models.TextField()
    clause_source = models.TextField()
    clause_text = models.JSONField()
    calendar_key = models.TextField()
    target = models.JSONField()
    bound = models.CharField(max_length=6, default="under")
    paused_by = models.JSONField(default=list)
    candidates = models.JSONField()
    start_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)
    late_reason = models.TextField(default="", blank=True)
    late_reason_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "promise", "round"],
                condition=Q(replaced_at=None),
                name="one_commitment_stands_for_a_promise",
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="commitment_of_ticket"),
            # Reports count the promises of months from this index alone. What was kept while its
            # clock stood still has no due instant: it counts when it was kept. Row security lets a
            # condition on `case` into the index, and none on `coalesce`.
            models.Index(
                F("desk_id"),
                Case(When(due_at=None, then="met_at"), default="due_at"),
                F("id"),
                include=[
                    "due_at",
                    "ticket",
                    "organisation_id",
                    "promise",
                    "nature",
                    "is_published",
                    "met_at",
                    "missed_at",
                ],
                condition=Q(replaced_at=None),
                name="commitment_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of ticket {self.ticket_id} by {self.due_at}"
