"""Paths of messages that were put into a file."""

from __future__ import annotations

from django.db import models

from permanence.service.tickets.models.entry import Entry
from permanence.service.tickets.models.ticket import Ticket


class TicketTrace(models.Model):
    """The path of one message as it stood when it was put into a file.

    `passage_id` finds the passage for as long as it is kept; `frozen` is the copy that stays with
    the file. Its words stand in the entry, which the customer reads if that is public.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    passage_id = models.BigIntegerField()
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+", db_index=False)
    frozen = models.JSONField(default=dict)
    by = models.TextField()
    by_name = models.TextField()
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], name="entry_tells_one_trace"),
        ]
        indexes = [
            models.Index(fields=["ticket", "added_at"], name="trace_of_ticket"),
            models.Index(fields=["passage_id"], name="ticket_of_passage"),
        ]

    def __str__(self) -> str:
        return f"passage {self.passage_id} in ticket {self.ticket_id}"
