"""The action plan: measures, what each removes, who answers for it, and what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models import Incident
from permanence.service.reviews.models.cause import Cause
from permanence.service.reviews.models.post_mortem import PostMortem
from permanence.service.reviews.rules.measures import Course
from permanence.world.accounts.models import Specialist


class MeasureQuerySet(models.QuerySet["Measure"]):
    def open(self) -> Self:
        """Those that are neither done nor dropped."""
        return self.filter(done_at=None, dropped_at=None)

    def awaiting_check(self, at: datetime) -> Self:
        """Those of which somebody has to say now whether the cause came back."""
        return self.filter(check_at__lte=at, checked_at=None, done_at__isnull=False)


class Measure(models.Model):
    """One measure of the action plan, tracked until it is done, or dropped with a reason.

    It removes at least one cause: the database refuses it otherwise (`MeasureCause`). After
    `check_at` the owner says whether the same cause came back (`has_recurred`), and in which
    incident.
    """

    class Kind(models.TextChoices):
        PREVENT = "prevent"
        DETECT = "detect"
        MITIGATE = "mitigate"
        REPAIR = "repair"
        LEARN = "learn"

    post_mortem = models.ForeignKey(PostMortem, models.PROTECT, related_name="measures")
    desk_id = models.BigIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.TextField()
    owner = models.ForeignKey(Specialist, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    planned_at = models.DateTimeField()
    planned_name = models.TextField()
    warned_at = models.DateTimeField(null=True)
    overdue_told_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    done_name = models.TextField(default="", blank=True)
    evidence = models.TextField(default="", blank=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_name = models.TextField(default="", blank=True)
    drop_reason = models.TextField(default="", blank=True)
    check_at = models.DateTimeField(null=True)
    check_asked_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    checked_name = models.TextField(default="", blank=True)
    has_recurred = models.BooleanField(null=True)
    recurred_in = models.ForeignKey(Incident, models.PROTECT, null=True, related_name="+")
    check_note = models.TextField(default="", blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="measure_says_what_is_done", condition=~Q(text="")),
            models.CheckConstraint(
                name="measure_that_is_done_has_evidence",
                condition=Q(done_at=None) | ~Q(evidence="") & Q(check_at__isnull=False),
            ),
            models.CheckConstraint(
                name="measure_that_is_dropped_says_why",
                condition=Q(dropped_at=None) | ~Q(drop_reason="") & Q(done_at=None),
            ),
            models.CheckConstraint(
                name="recurrence_is_asked_after_it_is_done",
                condition=Q(checked_at=None, has_recurred=None)
                | Q(checked_at__isnull=False, done_at__isnull=False, has_recurred__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk_id", "due_at"],
                condition=Q(done_at=None, dropped_at=None),
                name="measure_that_is_open",
            ),
            models.Index(
                fields=["desk_id", "check_at"],
                condition=Q(done_at__isnull=False, checked_at=None),
                name="measure_to_be_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"measure {self.pk} of post-mortem {self.post_mortem_id}"

    @property
    def course(self) -> Course:
        """What happened to it, as the rules read it."""
        return Course(
            due_at=self.due_at,
            warned_at=self.warned_at,
            done_at=self.done_at,
            dropped_at=self.dropped_at,
            check_at=self.check_at,
            checked_at=self.checked_at,
        )


class MeasureCause(models.Model):
    """That a measure removes a cause."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="removes", db_index=False)
    cause = models.ForeignKey(Cause, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("measure", "cause", name="measure_removes_a_cause_once"),
        ]

    def __str__(self) -> str:
        return f"measure {self.measure_id} removes cause {self.cause_id}"
