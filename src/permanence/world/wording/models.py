"""Canned answers of a desk with their files, and every version of them."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.ground.files.models import Blob
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


class CannedFileQuerySet(models.QuerySet["CannedFile"]):
    def standing(self) -> Self:
        """Those that go out with their answer as it is now."""
        return self.filter(until=None)


class CannedFile(models.Model):
    """A file that goes with a canned answer, from its version `since` to the one before `until`.

    Its content belongs to no customer: each request gets a copy of its own.
    """

    answer = models.ForeignKey(CannedAnswer, models.PROTECT, related_name="files", db_index=False)
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=255)
    since = models.IntegerField()
    until = models.IntegerField(null=True)

    objects = CannedFileQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="canned_file_goes_after_it_came", condition=Q(until__gt=F("since"))
            ),
        ]
        indexes = [models.Index(fields=["answer", "id"], name="canned_files_of_answer")]

    def __str__(self) -> str:
        return f"{self.name} of {self.answer_id}"


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


class RequestTemplate(models.Model):
    """What a new request begins with: kind, subject and text by language, and what is asked.

    `facts` are keys of the checklist that must be asked, None for all of it; of a team alone that
    team sees it.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    title = models.TextField()
    kind = models.CharField(max_length=8, default="", blank=True)
    subjects = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    facts = models.JSONField(null=True)
    number = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "title", name="template_title_is_unique_on_its_desk"),
        ]

    def __str__(self) -> str:
        return f"template {self.title} of desk {self.desk_id}"


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
