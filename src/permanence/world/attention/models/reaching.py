"""The ways by which somebody is reached when something waits for them."""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from permanence.world.accounts.models import Specialist
from permanence.world.attention.rules.reaching import By


class ReachWay(models.Model):
    """One way to one person, in their own order; used once its address is proven to be theirs.

    `code` is the digest of what was sent there last, `tries` how often somebody guessed.
    """

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="+")
    way = models.CharField(max_length=5, choices=[(one.value, one.value) for one in By])
    address = models.TextField(default="", blank=True)
    position = models.IntegerField()
    after = models.DurationField(default=timedelta)
    proven_at = models.DateTimeField(null=True)
    code = models.CharField(max_length=64, default="", blank=True)
    code_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "specialist", "way", "address", name="way_to_a_person_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} to specialist {self.specialist_id}"


class ReachQuiet(models.Model):
    """When somebody wants no call, and which severities are let through all the same."""

    specialist = models.OneToOneField(Specialist, models.CASCADE, related_name="+")
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    passes = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_of_calls_has_two_ends",
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"quiet of specialist {self.specialist_id}"
