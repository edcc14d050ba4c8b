"""Climbs: one ladder, copied when it starts, called rung by rung."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.promises.clocks.models import Deadline


class Climb(models.Model):
    """One ladder being climbed for one owner ("ticket", 123), as it stood when it started.

    The briefing is what each rung is told, per language, rendered by the owner. `outcome` is
    empty while the climb goes on.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken"
        EXHAUSTED = "exhausted"
        WITHDRAWN = "withdrawn"

    owner = models.TextField()
    subject = models.BigIntegerField()
    desk_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    ground = models.SlugField()
    briefing = models.JSONField()
    sender = models.TextField()
    sender_name = models.TextField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True)
    taken_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "subject", "ground"],
                condition=Q(ended_at=None),
                name="one_climb_at_a_time_for_one_ground",
            ),
            models.CheckConstraint(
                name="climb_that_ended_says_how",
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "subject", "id"], name="climb_of_owner"),
            models.Index(
                fields=["desk_id", "owner", "subject"],
                condition=Q(ended_at=None),
                name="climb_that_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return f"climb {self.pk} for {self.owner}:{self.subject}"


class Rung(models.Model):
    """One contact of a climb, in order; called when its turn comes."""

    climb = models.ForeignKey(Climb, models.CASCADE, related_name="rungs", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    position = models.IntegerField()
    key = models.SlugField()
    office = models.JSONField()
    mail = models.TextField()
    phone = models.TextField(default="", blank=True)
    language = models.CharField(max_length=5)
    allowed = models.DurationField()
    called_at = models.DateTimeField(null=True)
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("climb", "position", name="rung_stands_once_on_its_ladder"),
            models.CheckConstraint(
                name="rung_is_called_before_it_is_taken",
                condition=Q(taken_at=None) | Q(called_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rung {self.position} of climb {self.climb_id}"
