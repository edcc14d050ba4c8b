"""The signs that a desk looks for in requests, in every version that was ever kept."""

from __future__ import annotations

from django.db import models

from permanence.world.accounts.models import Desk


class SignsVersion(models.Model):
    """A desk's book of signs as it was once saved; the one with the highest number holds.

    `book` is what its document says. A desk without any looks for the signs that are shipped. No
    role may change or delete a version.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    book = models.JSONField()
    saved_at = models.DateTimeField()
    saved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="signs_versions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"signs {self.number} of desk {self.desk_id}"
