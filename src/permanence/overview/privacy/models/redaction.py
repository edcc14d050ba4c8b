"""What was taken out of files because it should never have been written."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.overview.privacy.rules.reasons import WHYS


class Redaction(models.Model):
    """One act of taking something out: who, when, why and of how many rows; never what.

    `done_at` is empty while it is carried out: only then may words be taken out of records that
    are otherwise never changed. `agreed_by` is who may release a legal hold and let this go in
    spite of one.
    """

    class What(models.TextChoices):
        PIECE = "piece"
        ENTRY = "entry"
        FILE = "file"

    ticket_id = models.BigIntegerField()
    entry_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    what = models.CharField(max_length=5, choices=What.choices)
    why = models.CharField(max_length=10)
    note = models.TextField(default="", blank=True)
    by = models.TextField()
    by_name = models.TextField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)
    agreed_by = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="redaction_has_a_known_reason", condition=Q(why__in=list(WHYS))
            ),
        ]
        indexes = [models.Index(fields=["ticket_id", "at"], name="redaction_of_ticket")]

    def __str__(self) -> str:
        return f"redaction {self.pk} in ticket {self.ticket_id}"


class Leftover(models.Model):
    """A file of the data folder whose row is gone: a worker removes it, and then this row."""

    class Place(models.TextChoices):
        FILE = "file"
        LETTER = "letter"
        MAIL = "mail"

    place = models.CharField(max_length=6, choices=Place.choices)
    path = models.TextField()
    left_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"leftover {self.place} {self.pk}"
