"""What somebody outside is asked about a file: conversations that no customer sees."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import Ticket


class Enquiry(models.Model):
    """One conversation with a third party (SPEC A11); its messages are entries of the ticket.

    `recipients` are rows of `name` and `address`. An answer comes back to an address that names
    the enquiry under seal. `last_by` is who wrote last: the desk, or "them".
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="enquiries", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    recipients = models.JSONField()
    subject = models.TextField()
    language = models.CharField(max_length=5)
    sender = models.TextField()
    begun_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_by = models.CharField(max_length=4, default="desk")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="enquiry_was_last_written_by_one_of_two",
                condition=Q(last_by__in=["desk", "them"]),
            ),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="enquiry_of_ticket")]

    def __str__(self) -> str:
        return f"enquiry {self.pk} of ticket {self.ticket_id}"

    @property
    def who(self) -> str:
        """Who is asked, by name where one is known."""
        return ", ".join(one["name"] or one["address"] for one in self.recipients)
