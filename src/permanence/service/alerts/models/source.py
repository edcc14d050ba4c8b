"""Where alerts come from, and what came from there, as it came."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from permanence.service.alerts.rules.sources import Kind
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component


class SourceQuerySet(models.QuerySet["Source"]):
    def active(self) -> Self:
        """Those that are heard."""
        return self.filter(ended_at=None)


class Source(models.Model):
    """Somebody who reports alerts to a desk: a monitoring system, a script, a mail address.

    Of a token only a hash is kept, and its last characters to tell it by; the one before works
    until `token_before_until`. `heard_at` is when the source was last heard. One that has to be
    heard every so often is silent from `due_at` on; while it is, `silent_at` says since when.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    kind = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Kind])
    address = models.TextField(default="", blank=True)
    pattern = models.TextField(default="", blank=True)
    group_by = ArrayField(models.TextField(), default=list)
    component_label = models.TextField(default="component", blank=True)
    every = models.DurationField(null=True)
    grace = models.DurationField(default=timedelta)
    token = models.TextField(default="", blank=True)
    token_end = models.TextField(default="", blank=True)
    token_made_at = models.DateTimeField(null=True)
    token_before = models.TextField(default="", blank=True)
    token_before_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(ended_at=None) & ~Q(address=""),
                name="address_of_alerts_has_one_source",
            ),
            models.CheckConstraint(
                name="source_has_an_address_if_it_writes_mails",
                condition=Q(kind="mail") & ~Q(address="") | ~Q(kind="mail") & Q(address=""),
            ),
            models.CheckConstraint(
                name="source_is_due_only_if_it_has_to_be_heard",
                condition=Q(due_at=None) | Q(every__isnull=False, ended_at=None),
            ),
            models.CheckConstraint(
                name="source_is_silent_only_after_it_was_due",
                condition=Q(silent_at=None) | Q(due_at__lte=F("silent_at")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False, silent_at=None),
                name="source_to_be_heard",
            ),
        ]

    def __str__(self) -> str:
        return f"source {self.pk} {self.name}"


class Delivery(models.Model):
    """One message of a source, as it came; the same message again counts up this row (SPEC C5)."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.IntegerField(default=1)
    alerts = models.IntegerField()
    left_out = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("source", "sha256", name="delivery_is_kept_once"),
        ]
        indexes = [models.Index(fields=["last_at"], name="delivery_by_age")]

    def __str__(self) -> str:
        return f"delivery {self.pk} of source {self.source_id}"


class Place(models.Model):
    """One row that leads from a label of alerts to a component; the first that fits holds."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+", db_index=False)
    label = models.TextField()
    value = models.TextField()
    component = models.ForeignKey(Component, models.PROTECT, related_name="+", db_index=False)
    rank = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk",
                "source",
                "label",
                "value",
                name="label_leads_to_one_component",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}={self.value}"
