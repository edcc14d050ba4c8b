"""Canned answers of a desk, and every version of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.world.accounts.models import Desk, Team


class CannedAnswerQuerySet(models.QuerySet["CannedAnswer"]):
    def in_use(self) -> Self:
        """Those that nobody took out of use."""
        return self.filter(withdrawn_at=None)

    def for_specialist(self, specialist: int) -> Self:
        """Those of the whole desk, and those of the specialist's own teams."""
        own = Team.members.through.objects.filter(specialist_id=specialist)
        return self.filter(Q(team=None) | Q(team__in=own.values("team_id")))


class CannedAnswer(models.Model):
    """A text that is written once and sent often, `{language: text}`, as it is now.

    What it was before stands in its versions; `number` is that of the last one.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=40)
    title = models.TextField()
    tags = models.JSONField(default=list)
    texts = models.JSONField()
    number = models.IntegerField(default=1)
    withdrawn_at = models.DateTimeField(null=True)

    objects = CannedAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "key"],
                condition=Q(withdrawn_at=None),
                name="canned_answer_key_is_unique_on_its_desk",
            ),
        ]
        indexes = [models.Index(fields=["desk", "title", "id"], name="canned_answers_of_desk")]

    def __str__(self) -> str:
        return f"/{self.key} of desk {self.desk_id}"


class CannedVersion(models.Model):
    """A canned answer as it was once saved; no role may change or delete it."""

    answer = models.ForeignKey(
        CannedAnswer, models.PROTECT, related_name="versions", db_index=False
    )
    number = models.IntegerField()
    key = models.CharField(max_length=40)
    title = models.TextField()
    tags = models.JSONField(default=list)
    texts = models.JSONField()
    team_name = models.TextField(default="", blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("answer", "number", name="canned_versions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.answer_id}"


class Macro(models.Model):
    """Several changes of a ticket, with a text, that are made in one act.

    `steps` holds the fields of `rules.Steps`; every saved form of it stands in the journal.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    title = models.TextField()
    steps = models.JSONField()
    number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "title", name="macro_title_is_unique_on_its_desk"),
        ]

    def __str__(self) -> str:
        return f"macro {self.title} of desk {self.desk_id}"


class MailText(models.Model):
    """What a desk adds of its own to one of the mails, `{language: text}`; every version stays.

    The version with the highest number holds; no role may change or delete one.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    mail = models.SlugField()
    number = models.IntegerField()
    texts = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "mail", "number", name="mail_texts_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.mail} {self.number} of desk {self.desk_id}"
