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
    """That one member of staff looked at customer data: one row for each sitting.

    `subject` is whose file it was ("ticket:123", "organisation:4"), `what` the part of it that was
    taken out ("attachment:9", "original:7"), empty for the page itself. `way` says how somebody
    came to a confidential file: "known" or "glass"; empty for what is not confidential. Rows are
    added and counted up, never taken away.
    """

    actor = models.TextField()
    actor_name = models.TextField()
    subject = models.TextField()
    what = models.TextField(default="", blank=True)
    way = models.CharField(max_length=5, default="", blank=True)
    desk_id = models.BigIntegerField(null=True)
    sitting = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    reads = models.IntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "actor", "subject", "what", "way", "sitting", name="access_is_one_row_a_sitting"
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "-id"], name="access_to_subject"),
            models.Index(
                fields=["-id"], condition=~models.Q(way=""), name="access_to_what_is_secret"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} read {self.subject} from {self.first_at:%F %T}"
