"""What people were told, and by which ways they want to be told."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models

from permanence.world.accounts.models import Specialist


class NoticeQuerySet(models.QuerySet["Notice"]):
    def of_person(self, specialist: int) -> Self:
        """What stands on somebody's page."""
        return self.filter(specialist=specialist, in_page=True)

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def to_mail(self) -> Self:
        """Those that wait for a mail, and that nobody has read meanwhile."""
        return self.unread().filter(by_mail=True, mailed_at=None)

    def to_push(self) -> Self:
        """Those of which closed browsers are to be told, and that nobody has read meanwhile."""
        return self.unread().filter(by_push=True, pushed_at=None)

    def dead(self, *, read_before: datetime, told_before: datetime) -> Self:
        """Those that have been read for long, or that nobody will read any more."""
        return self.filter(models.Q(read_at__lt=read_before) | models.Q(at__lt=told_before))


class Notice(models.Model):
    """One person is told of one event, in the transaction of the act; never of their own acts.

    Nothing of the customer stands in it: what it is about is read when it is shown, by who then
    may. `who` is the colleague who did it, if one did.
    """

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="+", db_index=False)
    event = models.CharField(max_length=12)
    subject = models.TextField()
    desk_id = models.BigIntegerField()
    who = models.TextField(default="", blank=True)
    at = models.DateTimeField()
    in_page = models.BooleanField()
    read_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField()
    mailed_at = models.DateTimeField(null=True)
    by_push = models.BooleanField(default=False)
    pushed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["specialist", "-id"],
                condition=models.Q(in_page=True),
                name="notice_of_person",
            ),
            models.Index(
                fields=["specialist", "subject"],
                condition=models.Q(read_at=None),
                name="notice_unread",
            ),
            models.Index(
                fields=["specialist"],
                condition=models.Q(by_mail=True, mailed_at=None, read_at=None),
                name="notice_to_mail",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(by_push=True, pushed_at=None, read_at=None),
                name="notice_to_push",
            ),
            models.Index(fields=["subject"], name="notice_of_subject"),
            models.Index(fields=["at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.subject} for specialist {self.specialist_id}"


class Channels(models.Model):
    """By which ways somebody wants to hear of which events, and when they want quiet.

    Who has no row wants what `rules.channels` says first. `mail_every` is in minutes; 0 is once a
    day at `mail_at`, by the person's own clock.
    """

    specialist = models.OneToOneField(Specialist, models.CASCADE, related_name="+")
    page = models.JSONField()
    mail = models.JSONField()
    push = models.JSONField(default=list)
    mail_every = models.IntegerField()
    mail_at = models.TimeField()
    quiet_from = models.TimeField(null=True)
    quiet_to = models.TimeField(null=True)
    urgent_passes = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quiet_hours_have_two_ends",
                condition=models.Q(quiet_from=None, quiet_to=None)
                | models.Q(quiet_from__isnull=False, quiet_to__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"channels of specialist {self.specialist_id}"
