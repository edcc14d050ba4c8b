"""What a specialist is writing, and answers that have not left yet."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import Ticket
from permanence.world.accounts.models import Specialist


class DraftQuerySet(models.QuerySet["Draft"]):
    def in_writing(self) -> Self:
        """Those that their author has not sent."""
        return self.filter(send_at=None)

    def held(self) -> Self:
        """Those that were sent and can still be taken back."""
        return self.filter(send_at__isnull=False)

    def due(self, at: datetime) -> Self:
        return self.filter(send_at__lte=at)


class Draft(models.Model):
    """Words that are kept for their author until they are in the file.

    One is in writing for a specialist, a ticket and a kind; `version` counts how often it was
    kept, so that a page that knows an older one overwrites nothing. With `send_at` it is an answer
    that goes out at that instant: until then nothing has happened to the ticket. `seen` is the
    last entry of the file that its author had before them; `refused` says why it came back. `spent`
    is what writing it took by its author's word; `timesheets` writes it down with the answer.
    `articles` are those whose words are in it.
    """

    class Kind(models.TextChoices):
        REPLY = "reply"
        NOTE = "note"
        CALL = "call"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=5, choices=Kind.choices)
    text = models.TextField(blank=True)
    files = models.JSONField(default=list)
    articles = models.JSONField(default=list)
    then = models.CharField(max_length=7, default="", blank=True)
    called_at = models.DateTimeField(null=True)
    seen = models.BigIntegerField(default=0)
    version = models.IntegerField(default=1)
    begun_at = models.DateTimeField()
    kept_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    send_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=5, default="", blank=True)
    spent = models.JSONField(default=dict)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["specialist", "ticket", "kind"],
                condition=Q(send_at=None),
                name="one_draft_of_a_kind_is_in_writing",
            ),
            models.CheckConstraint(
                name="only_an_answer_waits_to_be_sent",
                condition=Q(send_at=None, sent_at=None)
                | Q(kind="reply", send_at__isnull=False, sent_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="draft_of_ticket"),
            models.Index(fields=["specialist", "-kept_at"], name="draft_of_specialist"),
            models.Index(
                fields=["send_at"], condition=Q(send_at__isnull=False), name="draft_to_be_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of specialist {self.specialist_id} on ticket {self.ticket_id}"
