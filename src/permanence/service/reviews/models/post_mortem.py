"""The analysis of an incident: how far it is, its words in versions, and its time."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models import Incident


class State(models.TextChoices):
    """Where an analysis or a summary stands; what may follow what is in `rules.standing`."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    CLOSED = "closed"


class PostMortemQuerySet(models.QuerySet["PostMortem"]):
    def going_on(self) -> Self:
        """Those that nobody has closed."""
        return self.exclude(state=State.CLOSED)


class PostMortem(models.Model):
    """The analysis of one incident, opened at its resolution.

    `authors` are the keys of all who wrote its words or handed it in; the database lets none of
    them close it. `picked` are the numbers of the events that matter. `impact` is empty until it
    is closed; from then on nothing of it changes.
    """

    State = State

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="+")
    desk_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    authors = models.JSONField(default=list)
    picked = models.JSONField(default=list)
    handed_in_at = models.DateTimeField(null=True)
    handed_in_name = models.TextField(default="", blank=True)
    remarks = models.TextField(default="", blank=True)
    remarks_name = models.TextField(default="", blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", blank=True)
    closed_name = models.TextField(default="", blank=True)
    impact = models.JSONField(null=True)

    objects = PostMortemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_mortem_that_is_closed_says_by_whom",
                condition=Q(state=State.CLOSED, closed_at__isnull=False, impact__isnull=False)
                & ~Q(closed_by="")
                | ~Q(state=State.CLOSED) & Q(closed_at=None, closed_by="", impact=None),
            ),
            models.CheckConstraint(
                name="post_mortem_that_waits_was_handed_in",
                condition=~Q(state=State.HANDED_IN) | Q(handed_in_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk_id", "opened_at"],
                condition=~Q(state=State.CLOSED),
                name="post_mortem_that_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return f"post-mortem of incident {self.incident_id}"


class PostMortemVersion(models.Model):
    """The whole texts of an analysis as one person left them; never changed, never deleted."""

    post_mortem = models.ForeignKey(
        PostMortem, models.PROTECT, related_name="versions", db_index=False
    )
    number = models.IntegerField()
    overview = models.TextField()
    handling = models.TextField()
    by = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "post_mortem", "number", name="post_mortem_version_is_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of post-mortem {self.post_mortem_id}"


class Extension(models.Model):
    """More time for one step, with the reason; each stays readable."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    step = models.SlugField()
    until = models.DateTimeField()
    reason = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="extension_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.step} of incident {self.incident_id} until {self.until:%F}"
