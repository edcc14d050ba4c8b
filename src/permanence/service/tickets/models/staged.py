"""Files that were added to a draft, until it is clear what became of them."""

from __future__ import annotations

from django.db import models

from permanence.ground.files.models import Blob


class StagedFile(models.Model):
    """A file that somebody added while writing; the bytes go when no draft, entry or mail has them.

    As long as this row stands, they cannot.
    """

    organisation_id = models.BigIntegerField(null=True)
    ticket_id = models.BigIntegerField()
    blob = models.ForeignKey(Blob, models.PROTECT, related_name="+")
    staged_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["staged_at"], name="staged_file_by_age")]

    def __str__(self) -> str:
        return f"staged blob {self.blob_id} of ticket {self.ticket_id}"
