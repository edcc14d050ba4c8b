"""Commitments: one promise on one ticket under the clause that governs it."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Case, F, Q, Value, When

from permanence.promises.clocks.models import Deadline
from permanence.service.tickets.models.ticket import Ticket

VERDICT: Final = Case(
    When(missed_at__isnull=False, then=Value("late")),
    When(met_at__isnull=False, then=Value("kept")),
    default=Value("running"),
)
KIND: Final = Case(When(is_published=True, then="nature"), default=Value("own"))
# What was kept while its clock stood still has no due instant: it counts when it was kept.
DUE: Final = Case(When(due_at=None, then="met_at"), default="due_at")


class Commitment(models.Model):
    """One promise, its governing clause, the clauses it beat, and its deadline (SPEC C2).

    A change of severity, level, state, policy or contract makes a new row and replaces this one:
    what was promised before stays readable. A promise that recurs (the next answer, news) has a
    row for each `round`. `paused_by` names the states that stop its clock; a stopped one has no
    due instant. `late_reason` is what the desk says of a promise that it broke. `severity` and
    `level` are those of the ticket: of a promise that stands, the database keeps them so.
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
    severity = models.SmallIntegerField(null=True)
    level = models.SmallIntegerField(null=True)
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
            # Reports count and list the promises of months from this index alone, each sort of
            # them by its own. Row security lets a condition on `case` into the index, and none on
            # `coalesce`.
            models.Index(
                F("desk_id"),
                VERDICT,
                KIND,
                F("promise"),
                DUE,
                F("id"),
                include=[
                    "ticket",
                    "organisation_id",
                    "severity",
                    "level",
                    "due_at",
                    "met_at",
                    "missed_at",
                    "nature",
                    "is_published",
                ],
                condition=Q(replaced_at=None),
                name="commitment_by_verdict",
            ),
            # Few are of one customer: their rows are read.
            models.Index(
                F("organisation_id"),
                F("desk_id"),
                DUE,
                F("id"),
                condition=Q(replaced_at=None),
                name="commitment_of_customer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise} of ticket {self.ticket_id} by {self.due_at}"
