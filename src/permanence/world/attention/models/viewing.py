"""What passes: who has a page open, and what pages hear of without being an act."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from permanence.world.accounts.models import Specialist
from permanence.world.attention.rules.viewing import GONE_AFTER


class ViewingQuerySet(models.QuerySet["Viewing"]):
    def here(self, at: datetime) -> Self:
        """Those whose page was heard of a moment ago."""
        return self.filter(seen_at__gt=at - GONE_AFTER)


class Viewing(models.Model):
    """Somebody has the page of a subject ("ticket:123") open; no lock, and it expires by itself.

    `page` is the page heard of last, so that one that is left late takes nobody away. The table
    is not logged: what it holds is over in a minute.
    """

    subject = models.TextField()
    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=40)
    writing = models.CharField(max_length=10, default="", blank=True)
    writing_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("subject", "specialist", name="who_views_is_named_once"),
        ]

    def __str__(self) -> str:
        return f"specialist {self.specialist_id} views {self.subject}"


class Stir(models.Model):
    """A topic that pages hear of though it is no act: nobody keeps it, and it is over at once."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    desk_id = models.BigIntegerField(null=True)
    topic = models.TextField()

    class Meta:
        managed = False
        db_table = "attention_stir"

    def __str__(self) -> str:
        return f"stir {self.pk} of {self.topic}"
