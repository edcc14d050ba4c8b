"""Climbs: one ladder, copied when it starts, called rung by rung, each call on record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.promises.clocks.models import Deadline


class Climb(models.Model):
    """One ladder being climbed for one owner ("ticket", 123), as it stood when it started.

    The briefing is what each rung is told, per language, rendered by the owner. `matter` is the
    promise that it is for, else its ground. The turn (`round`, `position`, `turn_until`) is whose
    time runs; `held_at` is since when somebody has it, `alarm_at` since when nobody on the ladder
    did. `deadline` is the instant at which it goes on. `outcome` is empty while it does; only in a
    drill may a climb end unanswered.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken"
        WITHDRAWN = "withdrawn"
        UNANSWERED = "unanswered"

    owner = models.TextField()
    subject = models.BigIntegerField()
    desk_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    ground = models.SlugField(db_index=False)
    matter = models.SlugField(db_index=False)
    reason = models.TextField(default="", blank=True)
    reference = models.TextField(default="", blank=True)
    briefing = models.JSONField()
    sender = models.TextField()
    sender_name = models.TextField()
    severity = models.SmallIntegerField(null=True)
    course = models.JSONField()
    started_at = models.DateTimeField()
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="+")
    round = models.IntegerField(default=1)
    position = models.IntegerField(default=0)
    turn_at = models.DateTimeField(null=True)
    turn_until = models.DateTimeField(null=True)
    waits = models.BooleanField(default=False)
    given_up = models.BooleanField(default=False)
    held_at = models.DateTimeField(null=True)
    held_call = models.BigIntegerField(null=True)
    held_specialist = models.BigIntegerField(null=True)
    again_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default="", blank=True)
    taken_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "subject", "matter"],
                condition=Q(ended_at=None),
                name="one_climb_at_a_time_for_one_matter",
            ),
            models.CheckConstraint(
                name="climb_that_ended_says_how",
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
            ),
            models.CheckConstraint(
                name="alarm_is_given_before_it_is_repeated",
                condition=Q(alarm_at=None, alarmed_at=None)
                | Q(alarm_at__isnull=False, alarmed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "subject", "id"], name="climb_of_owner"),
            models.Index(
                fields=["desk_id", "owner", "subject"],
                condition=Q(ended_at=None),
                name="climb_that_goes_on",
            ),
            models.Index(
                fields=["desk_id"],
                condition=Q(ended_at=None, held_at=None, alarm_at__isnull=False),
                name="climb_that_alarms",
            ),
        ]

    def __str__(self) -> str:
        return f"climb {self.pk} for {self.owner}:{self.subject}"

    @property
    def is_alarming(self) -> bool:
        """Whether nobody on the ladder answered, and nobody has taken it since."""
        return self.ended_at is None and self.alarm_at is not None and self.held_at is None


class Rung(models.Model):
    """One contact of a climb, in order; called when its turn comes.

    `hours` are the open spans as they stood when the climb started, None for always; `rota` and
    `people` (log-ins) say who is called there beside the office.
    """

    climb = models.ForeignKey(Climb, models.CASCADE, related_name="rungs", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    position = models.IntegerField()
    key = models.SlugField(db_index=False)
    office = models.JSONField()
    mail = models.TextField()
    phone = models.TextField(default="", blank=True)
    mobile = models.TextField(default="", blank=True)
    language = models.CharField(max_length=5)
    allowed = models.DurationField()
    hours = models.JSONField(null=True)
    rota = models.SlugField(default="", blank=True, db_index=False)
    people = models.JSONField(default=list)
    called_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("climb", "position", name="rung_stands_once_on_its_ladder"),
            models.CheckConstraint(
                name="rung_is_called_before_it_is_taken",
                condition=Q(taken_at=None) | Q(called_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"rung {self.position} of climb {self.climb_id}"


class Call(models.Model):
    """One attempt to reach somebody by one way, with what became of it and what was answered.

    Without a rung it is the alarm. `message` is the number of what was sent: a mail of the outbox,
    or a short message; `result` is empty while it may answer.
    """

    class Result(models.TextChoices):
        FAILED = "failed"
        DECLINED = "declined"
        ACKNOWLEDGED = "acknowledged"
        TAKEN = "taken"
        PASSED = "passed"
        SILENT = "silent"
        DROPPED = "dropped"

    climb = models.ForeignKey(Climb, models.CASCADE, related_name="calls")
    rung = models.ForeignKey(Rung, models.CASCADE, null=True, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    round = models.IntegerField(default=1)
    specialist_id = models.BigIntegerField(null=True)
    name = models.TextField()
    language = models.CharField(max_length=5)
    way = models.SlugField(db_index=False)
    address = models.TextField()
    due_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    message = models.BigIntegerField(null=True)
    result = models.CharField(max_length=12, choices=Result.choices, default="", blank=True)
    answer = models.TextField(default="", blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_that_was_sent_was_made",
                condition=Q(message=None) | Q(made_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["way", "message"],
                condition=Q(result="", made_at__isnull=False),
                name="call_that_may_answer",
            ),
        ]

    def __str__(self) -> str:
        return f"call {self.pk} of climb {self.climb_id} by {self.way}"
