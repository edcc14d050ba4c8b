"""What customers and specialists attach, by content, kept apart per customer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Blob(models.Model):
    """The bytes of one file; the same content of one customer is kept once.

    Up to a mebibyte the bytes are in the row, beyond it in the data folder under `path`.
    """

    organisation_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    content = models.BinaryField(null=True)
    path = models.TextField(default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256", "organisation_id", "contact_id"],
                nulls_distinct=False,
                name="content_is_kept_once_a_customer",
            ),
            models.CheckConstraint(
                name="content_is_in_the_row_or_in_the_folder",
                condition=Q(content__isnull=False, path="") | Q(content=None) & ~Q(path=""),
            ),
        ]

    def __str__(self) -> str:
        return f"blob {self.sha256[:12]} of {self.size} bytes"


class Extract(models.Model):
    """The text inside a content, read once; it goes when the content goes.

    `began_at` says that a worker reads it; an empty text with `read_at` that there is none.
    """

    blob = models.OneToOneField(Blob, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField(default="", blank=True)
    began_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"text of blob {self.blob_id}"
