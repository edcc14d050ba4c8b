"""An alert, what was heard of it, and what is kept quiet for a while."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.alerts.models.source import Source
from permanence.service.alerts.rules.turns import STATES
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component

STATE_CHOICES = [(one, one) for one in STATES]


class AlertQuerySet(models.QuerySet["Alert"]):
    def firing(self, at: datetime) -> Self:
        """Those that fire; one that flaps is taken to do so until it has been quiet."""
        return self.filter(Q(state="firing") | Q(flaps_until__gt=at))


class Alert(models.Model):
    """Something that monitoring says is wrong, known again by its fingerprint.

    All but the words follows from its turns, whatever their order. `first_at` is when it began for
    the first time, `began_at` for the last, `resolved_at` when that was over, `last_at` when it was
    last heard of. `count` is how often it began; until `flaps_until` it comes and goes.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    fingerprint = models.TextField()
    title = models.TextField()
    group = models.TextField()
    labels = models.JSONField(default=dict)
    notes = models.JSONField(default=dict)
    link = models.TextField(default="", blank=True)
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, related_name="+", db_index=False
    )
    state = models.CharField(max_length=8, choices=STATE_CHOICES)
    first_at = models.DateTimeField()
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    told_of = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    count = models.IntegerField(default=1)
    flaps_until = models.DateTimeField(null=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "fingerprint", name="alert_is_one_a_fingerprint"),
            models.CheckConstraint(
                name="alert_that_fires_is_not_over",
                condition=Q(state="firing", resolved_at=None)
                | Q(state="resolved", resolved_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk", "-began_at"], condition=Q(state="firing"), name="alert_firing"
            ),
            models.Index(
                fields=["flaps_until"],
                condition=Q(flaps_until__isnull=False),
                name="alert_that_flaps",
            ),
            models.Index(fields=["desk", "-last_at", "-id"], name="alert_by_last"),
        ]

    def __str__(self) -> str:
        return f"alert {self.pk} {self.fingerprint}"


class AlertTurn(models.Model):
    """One instant at which an alert was said to fire or to be over; the same is kept once."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="turns", db_index=False)
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=STATE_CHOICES)

    class Meta:
        constraints = [
            models.UniqueConstraint("alert", "at", "state", name="turn_is_kept_once"),
        ]

    def __str__(self) -> str:
        return f"{self.state} at {self.at:%F %T}"


class Silence(models.Model):
    """Why and until when an alert, or all with these labels, tell nobody and count for nothing."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    alert = models.ForeignKey(Alert, models.PROTECT, null=True, related_name="+", db_index=False)
    labels = models.JSONField(default=dict)
    reason = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.TextField()
    made_by_name = models.TextField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="silence_is_of_one_alert_or_of_labels",
                condition=Q(alert__isnull=False, labels={}) | Q(alert=None) & ~Q(labels={}),
            ),
            models.CheckConstraint(name="silence_is_for_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="alert_silence_ends_after_it_began", condition=Q(until__gt=models.F("made_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "until"], name="silence_of_desk"),
        ]

    def __str__(self) -> str:
        return f"silence {self.pk} until {self.until:%F %T}"
