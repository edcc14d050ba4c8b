"""Who tells what becomes of messages: mail servers, fax servers, whatever reads their logs."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.world.accounts.models import Desk


class TraceSourceQuerySet(models.QuerySet["TraceSource"]):
    def heard(self) -> Self:
        """Those whose events are taken."""
        return self.filter(disabled_at=None)


class TraceSource(models.Model):
    """A program that posts the events of messages of one desk.

    Of a token only a hash is kept, and its last characters to tell it by; the one before works
    until `token_before_until`. `taken` counts events that were new, `known` those told again,
    `refused` messages that could not be read; `fault` is what was wrong with the last of these.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    name = models.TextField()
    token = models.TextField()
    token_end = models.TextField()
    token_made_at = models.DateTimeField()
    token_before = models.TextField(default="", blank=True)
    token_before_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    taken = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    refused = models.IntegerField(default=0)
    refused_at = models.DateTimeField(null=True)
    fault = models.TextField(default="", blank=True)

    objects = TraceSourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("token", name="token_of_traces_opens_one_source"),
            models.UniqueConstraint("desk", "name", name="trace_source_is_named_once_on_a_desk"),
            models.CheckConstraint(
                name="trace_source_has_a_name_and_a_token",
                condition=~Q(name="") & ~Q(token=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["token_before"],
                condition=~Q(token_before=""),
                name="trace_source_token_before",
            ),
        ]

    def __str__(self) -> str:
        return f"trace source {self.pk} {self.name}"

    @property
    def enabled(self) -> bool:
        """Whether its events are taken."""
        return self.disabled_at is None
