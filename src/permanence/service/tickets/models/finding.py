"""What a specialist saw when checking a request, and where its cause was found (SPEC A6, A11)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import Ticket
from permanence.service.tickets.rules.findings import CAUSES, OUTCOMES


class Validation(models.Model):
    """One look at what a customer told: who checked it where and when, and what was to be seen.

    A later look is another row; what was seen before stays.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    outcome = models.CharField(max_length=14)
    environment = models.TextField()
    seen = models.TextField()
    seen_at = models.DateTimeField()
    by = models.TextField()
    by_name = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="validation_outcome_is_a_known_one", condition=Q(outcome__in=OUTCOMES)
            ),
        ]
        indexes = [models.Index(fields=["ticket", "seen_at"], name="validation_of_ticket")]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} was {self.outcome} on {self.seen_at:%F %T}"


class Finding(models.Model):
    """The finding that a cause lies outside what the desk answers for, as the customer was told.

    It stands until `ended_at`: taken back, or replaced by another. `clause_key` names the policy's
    exclusion on which it rests, empty where the policy has none.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=14)
    reason = models.TextField()
    referred_to = models.TextField(default="", blank=True)
    clause_key = models.TextField(default="", blank=True)
    by = models.TextField()
    by_name = models.TextField()
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(default="", blank=True)
    ended_by_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="finding_cause_is_a_known_one", condition=Q(cause__in=CAUSES)
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="one_finding_stands"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "found_at"], name="finding_of_ticket")]

    def __str__(self) -> str:
        return f"cause of ticket {self.ticket_id} found outside: {self.cause}"
