"""Views that specialists keep, and the words that people have written."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from permanence.world.accounts.models import Desk, Specialist


class SavedView(models.Model):
    """A view with a name: what it lets through, in which order, with which columns.

    `hidden` are the usual columns that it leaves out, `added` those that it has beyond them.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    owner = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=60)
    is_shared = models.BooleanField(default=False)
    sieve = models.JSONField(default=dict)
    order = models.CharField(max_length=10)
    hidden = models.JSONField(default=list)
    added = models.JSONField(default=list)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desk", "owner", "name"], name="saved_view_has_one_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Word(models.Model):
    """A word that somebody has written, by which a mistyped one is put right.

    `folded` is the word without accents, `pieces` it and what is left of it without one letter.
    `seen` tells in how many batches of entries and files it was met, up to a bound and of common
    words roughly; it stands in no index, so that counting touches the row alone. `met_at` is the
    first.
    """

    word = models.TextField(primary_key=True)
    folded = models.TextField()
    pieces = ArrayField(models.TextField())
    seen = models.IntegerField(default=1)
    met_at = models.DateTimeField()

    class Meta:
        # Few words are new: each is written at once, so that no search reads a pile of the last.
        indexes = [GinIndex(fields=["pieces"], fastupdate=False, name="word_pieces")]

    def __str__(self) -> str:
        return self.word


class Gathering(models.Model):
    """How far the words of entries, and of files, have been gathered: one row.

    `looked_at` is the word up to which rare ones were looked for, to be forgotten.
    """

    entry = models.BigIntegerField(default=0)
    file = models.BigIntegerField(default=0)
    looked_at = models.TextField(default="", blank=True)

    def __str__(self) -> str:
        return f"gathered up to entry {self.entry} and file {self.file}"
