"""The record of every act: append-only, in monthly partitions, without foreign keys."""

from __future__ import annotations

from django.db import models


class Act(models.Model):
    """One act: who did what to which subject, when, with the facts of it.

    `subject` names the file that shows it ("ticket:123"); `actor` is "specialist:7",
    "contact:9" or "system". Rows are never changed: no role has the right to.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    act = models.TextField()
    subject = models.TextField()
    actor = models.TextField()
    actor_name = models.TextField()
    desk_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    facts = models.JSONField()

    class Meta:
        managed = False
        db_table = "journal_act"

    def __str__(self) -> str:
        return f"{self.act} {self.subject} act {self.pk}"


class Access(models.Model):
    """How often one member of staff looked at one subject in one hour."""

    actor = models.TextField()
    subject = models.TextField()
    hour = models.DateTimeField()
    reads = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "actor", "subject", "hour", name="access_is_counted_once_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} read {self.subject} in {self.hour:%F %H}h"
