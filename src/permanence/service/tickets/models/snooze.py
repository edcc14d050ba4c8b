"""Snoozes: a ticket put out of sight until an instant."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.promises.clocks.models import Deadline
from permanence.service.tickets.models.ticket import Ticket


class Snooze(models.Model):
    """How long somebody put a ticket out of sight, why, and what woke it.

    No promise pauses by it. `deadline` is the instant at which the watch wakes it.
    """

    class Why(models.TextChoices):
        TIME = "time"
        CUSTOMER = "customer"
        ANSWER = "answer"
        RISK = "risk"
        HAND = "hand"
        OVER = "over"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    by = models.TextField()
    by_name = models.TextField()
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="+")
    woken_at = models.DateTimeField(null=True)
    woken_why = models.CharField(max_length=8, choices=Why.choices, default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(woken_at=None), name="ticket_sleeps_once"
            ),
            models.CheckConstraint(
                name="snooze_ends_after_it_begins", condition=Q(until_at__gt=F("from_at"))
            ),
            models.CheckConstraint(
                name="what_woke_a_ticket_is_known",
                condition=Q(woken_at=None, woken_why="")
                | Q(woken_at__isnull=False) & ~Q(woken_why=""),
            ),
        ]
        indexes = [models.Index(fields=["ticket", "-id"], name="snooze_of_ticket")]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} sleeps until {self.until_at:%F %T}"
