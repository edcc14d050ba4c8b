"""From what a matter came and what solved it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.knowledge.models import Article
from permanence.service.tickets.models.ticket import Ticket
from permanence.service.tickets.rules.solving import SOURCES


class Resolution(models.Model):
    """Cause and solution of a ticket, in versions: one that did not hold stays as it was.

    It may be written before the ticket is resolved (`resolved_at` is empty until then) and is over
    once the ticket was opened again (`reopened_at`). `source` is the cause as reports count it,
    `cause` in words, for colleagues; the customer reads the solution where `is_told`. `article` is
    the one that says how it is solved.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    number = models.IntegerField(default=1)
    source = models.CharField(max_length=8, default="", blank=True)
    cause = models.TextField(default="", blank=True)
    solution = models.TextField(default="", blank=True)
    is_told = models.BooleanField(default=False)
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, related_name="+", db_index=False
    )
    language = models.CharField(max_length=5)
    by = models.TextField()
    by_name = models.TextField()
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    reopened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="resolution_source_is_a_known_one", condition=Q(source__in=["", *SOURCES])
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(reopened_at=None), name="one_resolution_stands"
            ),
        ]
        indexes = [models.Index(fields=["ticket", "number"], name="resolution_of_ticket")]

    def __str__(self) -> str:
        return f"resolution {self.number} of ticket {self.ticket_id}"
