"""Messages on their way out, by value: the outbox knows neither tickets nor contacts."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> Self:
        return self.filter(sent_at=None, failed_at=None)

    def returned(self) -> Self:
        """Those that never arrived, of which the owner has not heard."""
        return self.filter(Q(failed_at__isnull=False) | Q(bounced_at__isnull=False), heard_at=None)

    def deliverable(self, at: datetime, *, bulk: bool = False) -> Self:
        """Those of one lane whose time has come and that no delivery holds."""
        return self.waiting().filter(is_bulk=bulk, next_try_at__lte=at)


class Message(models.Model):
    """One mail to be sent: what it says, to whom, and what became of it.

    `owner` names what it belongs to ("ticket:123"). `next_try_at` is when delivery may take it:
    a claim moves it ahead, so that a delivery that dies is taken up again by itself. `heard_at`
    is when the owner took note of a message that did not arrive. `is_bulk` is one of many, which
    is delivered beside the single ones. Since `redacted_at` something is
    taken out of it; `digest` then proves, with the installation's key, what had been in it.
    """

    owner = models.TextField()
    kind = models.TextField()
    desk_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    message_id = models.TextField()
    sender = models.TextField()
    sender_name = models.TextField(default="")
    reply_to = models.TextField(default="")
    recipients = models.JSONField()
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField(default="")
    headers = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    language = models.CharField(max_length=5)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.IntegerField(default=0)
    is_bulk = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    heard_at = models.DateTimeField(null=True)
    redacted_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="")

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("message_id", name="message_id_is_given_once"),
            models.CheckConstraint(
                name="message_is_sent_or_failed_not_both",
                condition=Q(sent_at=None) | Q(failed_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None, is_bulk=False),
                name="message_waiting",
            ),
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, failed_at=None, is_bulk=True),
                name="bulk_message_waiting",
            ),
            models.Index(fields=["owner", "id"], name="message_of_owner"),
            models.Index(
                fields=["id"],
                condition=Q(failed_at__isnull=False) | Q(bounced_at__isnull=False),
                name="message_undelivered",
            ),
            models.Index(
                fields=["owner"],
                condition=(Q(failed_at__isnull=False) | Q(bounced_at__isnull=False))
                & Q(heard_at=None),
                name="message_not_heard_of",
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk} for {self.owner}"
