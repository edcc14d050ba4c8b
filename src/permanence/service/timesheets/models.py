"""Time that people spent on tickets, the timers that run, and what customers are asked about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.promises.contracts.models import Contract
from permanence.service.tickets.models import Ticket
from permanence.world.accounts.models import Specialist


class WorkKind(models.TextChoices):
    """What kind of work it was; hours pay for the kinds that a clause names."""

    TROUBLESHOOTING = "troubleshooting"
    PROGRAMMING = "programming"
    TRAINING = "training"
    TELECONFERENCE = "teleconference"
    OTHER = "other"


class ExtraTime(models.Model):
    """A question to the customer: may we work so much longer than your hours reach?

    As long as it has no answer, time that hours would not pay for is added to it. The desk takes
    it back when all that time is corrected away.
    """

    class Answer(models.TextChoices):
        AGREED = "agreed"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    seconds = models.IntegerField()
    reason = models.TextField(default="", blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.TextField()
    answer = models.CharField(max_length=9, choices=Answer.choices, default="", blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(answered_at=None),
                name="customer_is_asked_one_thing_at_a_time",
            ),
            models.CheckConstraint(
                name="extra_time_is_answered_by_somebody",
                condition=Q(answer="", answered_at=None, answered_by="")
                | ~Q(answer="") & Q(answered_at__isnull=False) & ~Q(answered_by=""),
            ),
            models.CheckConstraint(name="extra_time_is_some_time", condition=Q(seconds__gt=0)),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="extra_time_of_ticket")]

    def __str__(self) -> str:
        return f"{self.seconds} s more on ticket {self.ticket_id}"


class TimeEntryQuerySet(models.QuerySet["TimeEntry"]):
    def standing(self) -> Self:
        """Those that count: neither corrections nor corrected."""
        return self.filter(reverses=None, reversal=None)


class TimeEntry(models.Model):
    """Time that somebody spent on a ticket; it is never changed, only reversed by another entry.

    `seconds` were worked from `worked_at` on, `charged` is what the rounding makes of them; both
    are less than nothing in a reversal. `parts` says what pays for what is charged and why the
    rest is not paid; it is empty where the customer has no hours to spend. What is `waived`, for
    that reason, costs nothing: nothing is charged. Customers read `note` and `waived`.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="+", db_index=False
    )
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    written_by = models.TextField()
    written_by_name = models.TextField()
    kind = models.CharField(max_length=16, choices=WorkKind.choices)
    worked_at = models.DateTimeField()
    seconds = models.IntegerField()
    charged = models.IntegerField()
    note = models.TextField(default="", blank=True)
    waived = models.TextField(default="", blank=True)
    parts = models.JSONField(default=list)
    extra_time = models.ForeignKey(
        ExtraTime, models.PROTECT, null=True, related_name="entries", db_index=False
    )
    booked_at = models.DateTimeField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    reason = models.TextField(default="", blank=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="time_is_spent_or_given_back",
                condition=Q(reverses=None, seconds__gt=0)
                | Q(reverses__isnull=False, seconds__lt=0),
            ),
            models.CheckConstraint(
                name="time_is_charged_unless_it_is_waived",
                condition=Q(waived="", reverses=None, charged__gte=models.F("seconds"))
                | Q(waived="", reverses__isnull=False, charged__lte=models.F("seconds"))
                | Q(~Q(waived=""), charged=0),
            ),
            models.CheckConstraint(
                name="time_is_corrected_for_a_reason",
                condition=Q(reverses=None) | ~Q(reason=""),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="time_of_ticket"),
            models.Index(
                fields=["contract", "booked_at"],
                condition=Q(contract__isnull=False),
                name="time_of_contract",
            ),
            models.Index(
                fields=["extra_time"],
                condition=Q(extra_time__isnull=False),
                name="time_of_extra_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{timedelta(seconds=self.seconds)} on ticket {self.ticket_id}"

    @property
    def owner(self) -> str:
        """What its drawings carry."""
        return f"time:{self.pk}"


class Timer(models.Model):
    """Time that somebody is spending on a ticket; it runs on while no page is open."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "specialist"],
                condition=Q(stopped_at=None),
                name="one_timer_runs_for_a_person_on_a_ticket",
            ),
        ]

    def __str__(self) -> str:
        return f"timer of {self.specialist_id} on ticket {self.ticket_id}"
