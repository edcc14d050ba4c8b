"""Links: how one file stands to another."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least

from permanence.service.tickets.models.entry import Entry
from permanence.service.tickets.models.ticket import Ticket


class LinkQuerySet(models.QuerySet["Link"]):
    def standing(self) -> Self:
        """Those that nobody has taken away."""
        return self.filter(ended_at=None)


class Link(models.Model):
    """One relation of two files; what it says is read from both ends (`rules.linking`).

    `ticket` is the part, the duplicate, the file that belongs to an incident, or the one that was
    made of `entry`; `other` is what it belongs to. That leads in no circle: the database refuses
    it. Whose the files are plays no part in it and no customer reads a link; `organisation_id` is
    the customer of `ticket`.
    """

    class Kind(models.TextChoices):
        PARENT = "parent"
        DUPLICATE = "duplicate"
        RELATED = "related"
        INCIDENT = "incident"
        SPLIT = "split"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    other = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=9, choices=Kind.choices)
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.TextField(default="", blank=True)
    by = models.TextField()
    by_name = models.TextField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_leads_to_another_ticket", condition=~Q(ticket=F("other"))
            ),
            models.UniqueConstraint(
                Least("ticket", "other"),
                Greatest("ticket", "other"),
                condition=Q(ended_at=None),
                name="two_tickets_are_linked_once",
            ),
            models.UniqueConstraint(
                fields=["ticket", "kind"],
                condition=Q(ended_at=None, kind__in=["parent", "duplicate"]),
                name="ticket_is_part_or_duplicate_of_one",
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(entry__isnull=False), name="entry_is_split_off_once"
            ),
            models.CheckConstraint(
                name="split_names_its_entry",
                condition=Q(kind="split", entry__isnull=False) | ~Q(kind="split") & Q(entry=None),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket"], condition=Q(ended_at=None), name="link_of_ticket"),
            models.Index(fields=["other"], condition=Q(ended_at=None), name="link_to_ticket"),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id}: {self.kind} of {self.other_id}"
