"""Merges: two files of one matter, worked on in one of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import State, Ticket


class Merge(models.Model):
    """One merge: which file went into which, by whom and why, and what has to be put back.

    No entry and no reference moves, so that undoing is possible and each customer keeps a file of
    its own. `kept` holds what the merge changed on the promises and on the survivor.
    `organisation_id` is the customer of the merged file.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    survivor = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    reason = models.TextField(default="", blank=True)
    state_before = models.CharField(max_length=20, choices=State.choices)
    kept = models.JSONField(default=dict)
    by = models.TextField()
    by_name = models.TextField()
    merged_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(undone_at=None), name="ticket_is_merged_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["survivor", "merged_at"],
                condition=Q(undone_at=None),
                name="merge_into_survivor",
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} merged into {self.survivor_id}"
