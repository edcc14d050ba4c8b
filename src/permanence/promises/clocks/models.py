"""Deadlines and the marks on the way to them: the machine under every promise."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class Deadline(models.Model):
    """One instant by which something was promised, and the verdict.

    `owner` and `subject` say whose it is ("tickets.commitment", 123). A stopped deadline has no
    due instant. A change of the promise withdraws this row and makes another, so that every
    earlier deadline stays readable.
    """

    owner = models.TextField()
    subject = models.BigIntegerField()
    desk_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    start_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["owner", "subject", "id"], name="deadline_of_owner")]

    def __str__(self) -> str:
        return f"deadline {self.pk} of {self.owner}:{self.subject}"


class MarkQuerySet(models.QuerySet["Mark"]):
    def due(self, owner: str, at: datetime) -> Self:
        return self.filter(owner=owner, settled_at=None, due_at__lte=at).order_by("due_at", "pk")


class Mark(models.Model):
    """One instant on which the watch acts: a warning, the start of a climb, the limit."""

    class Kind(models.TextChoices):
        WARN = "warn"
        CLIMB = "climb"
        LIMIT = "limit"

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="marks", db_index=False)
    owner = models.TextField()
    subject = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("deadline", "kind", name="mark_stands_once_on_its_deadline"),
        ]
        indexes = [
            models.Index(
                fields=["owner", "due_at", "id"],
                condition=Q(settled_at=None),
                name="mark_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of deadline {self.deadline_id}"


class WatchBeat(models.Model):
    """When the watch last went round, wherever it runs, and how its ping outside went."""

    beat_at = models.DateTimeField()
    pinged_at = models.DateTimeField(null=True)
    ping_works = models.BooleanField(default=False)
    ping_answer = models.TextField(default="", blank=True)

    class Meta:
        constraints = [models.CheckConstraint(name="one_row_beats", condition=Q(id=1))]

    def __str__(self) -> str:
        return f"watched at {self.beat_at:%F %T}"


class WatchSilence(models.Model):
    """A time in which nobody watched: written down by the watch that came back."""

    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="silence_ends_after_it_began", condition=Q(until__gt=models.F("since"))
            ),
        ]
        indexes = [models.Index(fields=["-until"], name="silence_by_end")]

    def __str__(self) -> str:
        return f"unwatched from {self.since:%F %T} to {self.until:%F %T}"
