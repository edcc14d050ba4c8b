"""What is done to many tickets at once, ticket by ticket."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Desk, Specialist


class BulkQuerySet(models.QuerySet["Bulk"]):
    def at_work(self) -> Self:
        """Those of which rows have to be looked at or carried out."""
        return self.filter(asked_at__isnull=False, ended_at=None)


class Bulk(models.Model):
    """One act on many tickets: chosen, asked for, looked at, begun, ended; each at its instant.

    `question` says where the tickets came from, `wish` holds the fields of `rules.Wish`. Until it
    is begun nothing has happened: each row is only looked at.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    question = models.JSONField(default=dict)
    wish = models.JSONField(default=dict)
    count = models.IntegerField()
    chosen_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    begun_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = BulkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bulk_begins_after_it_was_looked_at",
                condition=Q(begun_at=None) | Q(looked_at__isnull=False),
            ),
            models.CheckConstraint(
                name="bulk_ends_after_it_began",
                condition=Q(ended_at=None) | Q(begun_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(asked_at__isnull=False, ended_at=None),
                name="bulk_at_work",
            ),
            models.Index(fields=["desk", "-id"], name="bulk_of_desk"),
        ]

    def __str__(self) -> str:
        return f"bulk act {self.pk} on {self.count} tickets"


class BulkRow(models.Model):
    """One ticket of a bulk act: what would happen to it, and what did.

    `outlook` is what was seen when the act was tried and taken back; `kept` are team and assignee
    before and after, by which they can be put back.
    """

    class Outcome(models.TextChoices):
        WAITING = ""
        DONE = "done"
        SKIPPED = "skipped"
        FAILED = "failed"
        LEFT = "left"

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="rows", db_index=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    place = models.IntegerField()
    outlook = models.JSONField(null=True)
    outcome = models.CharField(max_length=7, choices=Outcome.choices, default="", blank=True)
    reason = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("bulk", "ticket", name="ticket_is_in_a_bulk_act_once"),
            models.CheckConstraint(
                name="bulk_row_is_settled_at_an_instant",
                condition=Q(outcome="", settled_at=None)
                | ~Q(outcome="") & Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["bulk", "place"], name="row_of_bulk"),
            models.Index(
                fields=["bulk", "place"], condition=Q(outcome=""), name="bulk_row_to_carry_out"
            ),
            models.Index(
                fields=["bulk", "place"],
                condition=Q(outlook__isnull=True, outcome=""),
                name="bulk_row_to_look_at",
            ),
            models.Index(fields=["ticket"], name="bulk_row_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} in bulk act {self.bulk_id}"
