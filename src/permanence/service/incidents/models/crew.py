"""How a lead passes to somebody else, who was summoned, and what was taken into the timeline."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models.incident import Incident
from permanence.service.incidents.rules.summoning import name_summons
from permanence.world.accounts.models import Specialist


class HandOver(models.Model):
    """The leadership of a team is offered with a note; only who is asked accepts or declines."""

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    team = models.SlugField(max_length=15)
    giver = models.ForeignKey(Specialist, models.PROTECT, null=True, related_name="+")
    taker = models.ForeignKey(Specialist, models.PROTECT, related_name="+")
    note = models.TextField()
    offered_at = models.DateTimeField()
    offered_by = models.TextField()
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome.choices, default="", blank=True)
    answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "team"],
                condition=Q(outcome=""),
                name="lead_is_offered_to_one_at_a_time",
            ),
            models.CheckConstraint(
                name="hand_over_that_is_answered_says_when",
                condition=Q(outcome="", answered_at=None)
                | Q(answered_at__isnull=False) & ~Q(outcome=""),
            ),
        ]

    def __str__(self) -> str:
        return f"hand-over {self.pk} of the {self.team} team of incident {self.incident_id}"


class SummonsQuerySet(models.QuerySet["Summons"]):
    def calling(self) -> Self:
        """Those that wait for somebody to accept."""
        return self.filter(state=Summons.State.CALLED)


class Summons(models.Model):
    """Experts are called into a team, one after the other, until one of them accepts.

    `wanted` says what they have to bring, `targets` whom it calls in which order. The climb that
    calls them has `matter` as its promise.
    """

    class State(models.TextChoices):
        CALLED = "called"
        ACCEPTED = "accepted"
        WITHDRAWN = "withdrawn"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="summonses")
    team = models.SlugField(max_length=15)
    wanted = models.JSONField(default=dict)
    targets = models.JSONField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.CALLED)
    accepted_by = models.ForeignKey(Specialist, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = SummonsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="summons_that_is_settled_says_when",
                condition=Q(state="called", settled_at=None, accepted_by=None)
                | Q(state="accepted", settled_at__isnull=False, accepted_by__isnull=False)
                | Q(state="withdrawn", settled_at__isnull=False, accepted_by=None),
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="called"), name="summons_that_is_called"),
        ]

    def __str__(self) -> str:
        return f"summons {self.pk} of incident {self.incident_id}"

    @property
    def matter(self) -> str:
        """How its climb is told apart from others of the incident."""
        return name_summons(self.pk)


class CapturedAct(models.Model):
    """An act of the journal that was taken into the timeline of an incident, once."""

    act = models.BigIntegerField(primary_key=True)
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)

    def __str__(self) -> str:
        return f"act {self.act} of incident {self.incident_id}"
