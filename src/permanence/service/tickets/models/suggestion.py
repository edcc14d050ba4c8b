"""What is suggested for the triage of a ticket, and what became of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import Ticket


class Suggestion(models.Model):
    """What a ticket was probably worth before anybody judged it, and what a specialist chose.

    `asked_at` stands as long as it is to be worked out, or anew because the customer wrote more.
    `advice` holds the reasons, as the ticket's own `suggested` does until the triage. `revision`
    tells a suggestion that somebody was shown from a later one. A row without any suggestion is
    not kept.
    """

    class Outcome(models.TextChoices):
        """What became of it: judged with it in view or without, or set aside."""

        SHOWN = "shown"
        UNSEEN = "unseen"
        DISMISSED = "dismissed"

    ticket = models.OneToOneField(
        Ticket, models.CASCADE, primary_key=True, related_name="+", db_index=False
    )
    organisation_id = models.BigIntegerField(null=True)
    desk_id = models.BigIntegerField()
    asked_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    revision = models.IntegerField(default=0)
    advice = models.JSONField(default=dict)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="", blank=True)
    settled_at = models.DateTimeField(null=True)
    chosen = models.JSONField(default=dict)
    dismissed_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="suggestion_that_is_settled_says_how",
                condition=Q(settled_at=None, outcome="")
                | Q(settled_at__isnull=False, outcome__in=["shown", "unseen", "dismissed"]),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at", "ticket"],
                condition=Q(asked_at__isnull=False),
                name="suggestion_to_make",
            ),
            models.Index(
                fields=["desk_id", "settled_at"],
                condition=Q(settled_at__isnull=False),
                name="suggestion_settled",
            ),
        ]

    def __str__(self) -> str:
        return f"suggestion for ticket {self.ticket_id}"
