"""Log files and network traces that a customer was asked for."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.entry import Attachment
from permanence.service.tickets.models.ticket import Ticket
from permanence.service.tickets.rules.asking import WANTED


class AskedFile(models.Model):
    """One file that a customer was asked for: for which question, and what came of it.

    It is open until `settled_at`: received, with the attachment that it is, or no longer needed.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=6)
    question = models.TextField()
    by_name = models.TextField()
    asked_at = models.DateTimeField()
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)
    settled_by_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="asked_file_is_of_a_known_sort", condition=Q(what__in=WANTED)
            ),
            models.CheckConstraint(
                name="file_that_came_is_settled",
                condition=Q(attachment=None) | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["ticket", "asked_at"], name="asked_file_of_ticket")]

    def __str__(self) -> str:
        return f"{self.what} asked for ticket {self.ticket_id}"
