"""A notice, and the templates from which it is drafted."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.notices.rules import KINDS, SEVERITIES, STAGES, Text
from permanence.world.accounts.models import Desk


def read_texts(kept: dict[str, dict[str, str]]) -> dict[str, Text]:
    """Return texts as they are kept in a row."""
    return {language: Text(one["subject"], one["text"]) for language, one in kept.items()}


class TemplateVersion(models.Model):
    """A template as it was once written; it is in force once a person has approved it.

    `severity` 0 stands for any. `texts` are `{language: {subject, text}}`. What is shipped with
    the product is version 0 and has no row.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    kind = models.SlugField()
    severity = models.SmallIntegerField()
    stage = models.SlugField()
    number = models.IntegerField()
    texts = models.JSONField()
    written_at = models.DateTimeField()
    written_by = models.TextField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "desk", "kind", "severity", "stage", "number", name="notice_templates_are_numbered"
            ),
            models.CheckConstraint(
                name="notice_template_is_of_a_known_sort",
                condition=Q(kind__in=KINDS, severity__in=SEVERITIES, stage__in=STAGES),
            ),
            models.CheckConstraint(
                name="approved_notice_template_says_by_whom",
                condition=Q(approved_at=None, approved_by="")
                | Q(approved_at__isnull=False) & ~Q(approved_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}/{self.severity}/{self.stage} {self.number} of desk {self.desk_id}"

    @property
    def said(self) -> dict[str, Text]:
        """The texts by language."""
        return read_texts(self.texts)


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Those on which nobody has decided."""
        return self.filter(released_at=None, withdrawn_at=None)

    def unheard(self, owner: str) -> Self:
        """Those that were released and of which their owner has not taken note."""
        return self.filter(owner=owner, released_at__isnull=False, heard_at=None)

    def sending(self) -> Self:
        """Those that were released and of which not every delivery is on its way."""
        return self.filter(released_at__isnull=False, posted_at=None)


class Notice(models.Model):
    """Written news to customers: drafted, looked through, released by a person or by policy.

    `texts` is what people see and edit; `sent_texts` what went out, of the template `sent_key` and
    its version `sent_number`. `revision` counts the edits: who saves on top of another's edit is
    told. `release_at` is when policy releases it with the minimal text. `posted_at` is when the
    last delivery was handed to the outbox, `heard_at` when the owner took note of the release.
    """

    owner = models.TextField()
    subject = models.BigIntegerField()
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    kind = models.SlugField()
    severity = models.SmallIntegerField()
    stage = models.SlugField()
    title = models.TextField()
    instants = models.JSONField(default=dict)
    every = models.DurationField(null=True)
    template_key = models.TextField()
    template_number = models.IntegerField()
    texts = models.JSONField()
    words = models.JSONField(default=dict)
    revision = models.IntegerField(default=1)
    edited_at = models.DateTimeField(null=True)
    edited_by = models.TextField(default="", blank=True)
    drafted_at = models.DateTimeField()
    release_at = models.DateTimeField(null=True)
    deadline_id = models.BigIntegerField(null=True)
    released_at = models.DateTimeField(null=True)
    released_by = models.TextField(default="", blank=True)
    is_minimal = models.BooleanField(default=False)
    sent_texts = models.JSONField(null=True)
    sent_key = models.TextField(default="", blank=True)
    sent_number = models.IntegerField(null=True)
    next_report_at = models.DateTimeField(null=True)
    posted_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    is_drill = models.BooleanField(default=False)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_is_of_a_known_sort",
                condition=Q(kind__in=KINDS, severity__in=SEVERITIES, stage__in=STAGES),
            ),
            models.CheckConstraint(
                name="notice_is_released_or_withdrawn_not_both",
                condition=Q(released_at=None) | Q(withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="released_notice_says_what_and_by_whom",
                condition=Q(released_at=None)
                | Q(sent_texts__isnull=False) & ~Q(sent_key="") & ~Q(released_by=""),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "subject", "id"], name="notice_of_owner"),
            models.Index(
                fields=["id"],
                condition=Q(released_at__isnull=False, posted_at=None),
                name="notice_to_be_posted",
            ),
            models.Index(
                fields=["owner", "subject"],
                condition=Q(released_at__isnull=False, heard_at=None),
                name="notice_not_heard_of",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} notice {self.pk} of {self.owner}:{self.subject}"

    @property
    def said(self) -> dict[str, Text]:
        """The texts by language: as they went out, else as they stand."""
        return read_texts(self.texts if self.sent_texts is None else self.sent_texts)

    @property
    def moments(self) -> dict[str, datetime]:
        """The instants that fill variables."""
        return {name: datetime.fromisoformat(one) for name, one in self.instants.items()}
