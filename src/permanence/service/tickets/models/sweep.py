"""Open tickets whose promises are reckoned anew after a policy or contract has turned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Sweep(models.Model):
    """One turn of a policy or contract, and how far the tickets it touches have been gone through.

    `organisation_id` is empty for a policy, which touches the tickets of its whole desk.
    """

    cause = models.TextField()
    desk_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    turned_at = models.DateTimeField()
    last_ticket = models.BigIntegerField(default=0)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at=None), name="sweep_to_go"),
        ]

    def __str__(self) -> str:
        return f"sweep of desk {self.desk_id} after {self.cause}"
