"""Calls to people by SMS, chat and phone, by value: this room knows neither tickets nor staff."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.ground.ways.rules import AnswerKind, Way
from permanence.ground.ways.rules.failing_over import Result


class ProviderQuerySet(models.QuerySet["Provider"]):
    def active(self) -> Self:
        """Those that carry calls, in the order in which they are tried."""
        return self.filter(ended_at=None).order_by("rank", "pk")

    def for_desk(self, desk: int | None) -> Self:
        """Those that carry the calls of a desk: its own, and those of the whole installation."""
        return self.filter(Q(desk_id=None) | Q(desk_id=desk))


class Provider(models.Model):
    """Somebody who carries calls to people by one way.

    `settings` can be seen, `sealed` is what nobody reads. `nonce` is part of the secret address at
    which the provider reports; a new one makes the old address worthless. `failures` counts those
    one after the other; until `rests_until` others are tried before it.
    """

    name = models.TextField()
    way = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Way])
    kind = models.SlugField()
    rank = models.IntegerField()
    desk_id = models.BigIntegerField(null=True)
    settings = models.JSONField(default=dict)
    sealed = models.TextField(default="", blank=True)
    nonce = models.TextField()
    per_minute = models.IntegerField(default=0)
    receipt_within = models.DurationField(null=True)
    failures = models.IntegerField(default=0)
    rests_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = ProviderQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


class CallQuerySet(models.QuerySet["Call"]):
    def due(self, at: datetime) -> Self:
        """Those that a worker may take now."""
        return self.filter(ended_at=None, next_try_at__lte=at)


class Call(models.Model):
    """One message to one person: what it says, where to, and what became of it.

    `owner` and `subject` name what it belongs to ("escalation.call", 123). `next_try_at` is when a
    worker may take it: a claim moves it ahead, so that one whose worker dies is taken up again.
    `only` names the one provider that a trial is for. `round` counts how often all providers were
    tried. It is over at `ended_at`, whatever is said of it afterwards.
    """

    owner = models.TextField()
    subject = models.BigIntegerField()
    way = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Way])
    address = models.TextField()
    language = models.CharField(max_length=5)
    text = models.TextField()
    spoken = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)
    desk_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    only = models.ForeignKey(Provider, models.PROTECT, null=True, related_name="+", db_index=False)
    posted_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    round = models.IntegerField(default=1)
    handed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(ended_at=None), name="call_to_be_made"
            ),
            models.Index(fields=["owner", "subject", "id"], name="call_of_owner"),
            models.Index(fields=["address", "-id"], name="call_to_address"),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} for {self.owner}:{self.subject}"


class Attempt(models.Model):
    """One try of one provider to carry a call: the provider's answer, and its receipt later on."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="attempts", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="+", db_index=False)
    provider_name = models.TextField()
    round = models.IntegerField(default=1)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Result], default="", blank=True
    )
    answer = models.TextField(default="", blank=True)
    outside_id = models.TextField(default="", blank=True)
    receipt = models.TextField(default="", blank=True)
    receipt_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "call", "round", "provider", name="provider_is_tried_once_a_round"
            ),
            models.CheckConstraint(
                name="attempt_that_ended_says_how",
                condition=Q(ended_at=None, result="") | Q(ended_at__isnull=False) & ~Q(result=""),
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "started_at"], name="attempt_of_provider"),
            models.Index(
                fields=["provider", "outside_id"],
                condition=~Q(outside_id=""),
                name="attempt_known_outside",
            ),
        ]

    def __str__(self) -> str:
        return f"attempt {self.pk} of call {self.call_id} by {self.provider_name}"


class Reply(models.Model):
    """What became of a call, or what the person said to it; once a kind.

    `heard_at` is when the owner took note. What nobody understood has no kind, and no owner hears
    of it.
    """

    call = models.ForeignKey(Call, models.CASCADE, related_name="replies", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(
        max_length=12, choices=[(one.value, one.value) for one in AnswerKind], blank=True
    )
    text = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["call", "kind"], condition=~Q(kind=""), name="call_is_answered_once_a_kind"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(heard_at=None), name="reply_not_heard_of"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of call {self.call_id}"
