"""The schedule of each desk in its versions, and what was carried out of it."""

from __future__ import annotations

from django.db import models

from permanence.overview.privacy.rules.schedule import KINDS, Schedule, read_rows
from permanence.world.accounts.models import Desk


class ScheduleVersion(models.Model):
    """One version of a desk's schedule; the last one holds, and none is ever changed."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    rows = models.JSONField()
    by = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="schedule_version_is_numbered_once")
        ]

    def __str__(self) -> str:
        return f"schedule {self.number} of desk {self.desk_id}"

    @property
    def schedule(self) -> Schedule:
        """The table that it says."""
        return read_rows(self.rows)


class Disposal(models.Model):
    """That one kind of thing of one file went: it goes once."""

    ticket_id = models.BigIntegerField()
    kind = models.CharField(max_length=9)
    at = models.DateTimeField()
    run_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("ticket_id", "kind", name="a_kind_goes_once_a_file"),
            models.CheckConstraint(
                name="disposal_is_of_a_known_kind", condition=models.Q(kind__in=KINDS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of ticket {self.ticket_id} is gone"


class Run(models.Model):
    """One night's work on one desk, in batches: how far it is, and how many of each kind went.

    `day` is the night's own in the desk's zone: there is one run for each.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(ScheduleVersion, models.PROTECT, related_name="+")
    day = models.DateField()
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    places = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("desk", "day", name="a_desk_is_cleared_once_a_day")]

    def __str__(self) -> str:
        return f"clearing of desk {self.desk_id} on {self.day}"
