"""The status page of a desk, and how each of its components stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.service.status.rules.conditions import TROUBLES
from permanence.world.accounts.models import Desk
from permanence.world.catalogue.models import Component


class Page(models.Model):
    """How a desk shows the state of its service.

    `stands` is how long a change has to last before people are told of it, and `most` how many
    words an hour may bring one of them. `measured_since` is when uptime begins to be counted.
    `address` is where its copy is served that needs no product, if anywhere.
    With `is_automatic`, a disruption appears by itself, with words that need no person. `digest` is
    of all that subscribers are told of.
    """

    desk = models.OneToOneField(Desk, models.PROTECT, related_name="+")
    is_open = models.BooleanField(default=True)
    is_automatic = models.BooleanField(default=True)
    address = models.TextField(default="", blank=True)
    introduction = models.JSONField(default=dict, blank=True)
    stands = models.DurationField(default=timedelta(minutes=3))
    most = models.IntegerField(default=4)
    warned_before = models.DurationField(default=timedelta(hours=24))
    measured_since = models.DateTimeField()
    digest = models.CharField(max_length=64, default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="page_tells_at_a_pace", condition=Q(most__gte=1, stands__gte=timedelta())
            ),
        ]

    def __str__(self) -> str:
        return f"status page of desk {self.desk_id}"


class Standing(models.Model):
    """How one component stands and stood, with all that is published of it, ready to be read.

    It is made anew of conditions, incidents and planned work whenever these change, and each
    minute. `content` is what pages and feeds show; `digest` tells whether it has changed.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    component = models.OneToOneField(Component, models.CASCADE, related_name="+")
    is_public = models.BooleanField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"standing of component {self.component_id}"


class HandConditionQuerySet(models.QuerySet["HandCondition"]):
    def holding(self) -> Self:
        """Those that nobody has ended."""
        return self.filter(ended_at=None)

    def since(self, at: datetime) -> Self:
        """Those that held after an instant."""
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at))


class HandCondition(models.Model):
    """How a component is, as somebody of the desk said, with the reason and until when."""

    component = models.ForeignKey(Component, models.PROTECT, related_name="+", db_index=False)
    condition = models.SlugField(db_index=False)
    reason = models.TextField()
    since = models.DateTimeField()
    said_by = models.TextField()
    said_name = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_name = models.TextField(default="", blank=True)

    objects = HandConditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["component"],
                condition=Q(ended_at=None),
                name="one_condition_is_said_of_a_component",
            ),
            models.CheckConstraint(
                name="said_condition_is_a_trouble",
                condition=Q(condition__in=[str(one) for one in TROUBLES]),
            ),
            models.CheckConstraint(name="condition_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="said_condition_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("since")),
            ),
        ]
        indexes = [models.Index(fields=["component", "since"], name="condition_of_component")]

    def __str__(self) -> str:
        return f"component {self.component_id} is {self.condition}"
