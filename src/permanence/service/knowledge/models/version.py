"""What an article says in one language, as it was once written."""

from __future__ import annotations

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q

from permanence.promises.terms.rules import LANGUAGES
from permanence.service.knowledge.models.article import Article


class VersionQuerySet(models.QuerySet["Version"]):
    def heads(self) -> Self:
        """Those that are read now: the last published of each language."""
        return self.filter(published_at__isnull=False, superseded_at=None)

    def drafts(self) -> Self:
        """Those that are still written on."""
        return self.filter(published_at=None)


class Version(models.Model):
    """An article's text in one language; once published it never changes.

    Without `published_at` it is a draft, of which a language has one at most; `saves` counts how
    often it was kept, `authors` are the keys of all who wrote on it. The database makes `words`
    of the text, for the search.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="versions", db_index=False)
    language = models.CharField(max_length=5)
    number = models.IntegerField()
    title = models.TextField()
    body = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)
    author = models.TextField()
    author_name = models.TextField()
    authors = ArrayField(models.TextField(), default=list)
    saves = models.IntegerField(default=1)
    made_at = models.DateTimeField()
    approved_by = models.TextField(default="", blank=True)
    approved_name = models.TextField(default="", blank=True)
    published_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    words = SearchVectorField(default="", editable=False)

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article", "language", "number", name="versions_of_an_article_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=Q(published_at=None),
                name="article_has_one_draft_a_language",
            ),
            models.UniqueConstraint(
                fields=["article", "language"],
                condition=Q(published_at__isnull=False, superseded_at=None),
                name="article_has_one_text_a_language",
            ),
            models.CheckConstraint(
                name="version_is_in_a_known_language", condition=Q(language__in=LANGUAGES)
            ),
            models.CheckConstraint(name="version_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(
                name="version_that_is_published_says_something_and_by_whom",
                condition=Q(published_at=None, approved_by="", superseded_at=None)
                | Q(published_at__isnull=False) & ~Q(approved_by="") & ~Q(body=""),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of article {self.article_id} in {self.language}"

    @property
    def is_draft(self) -> bool:
        """Whether it is still written on."""
        return self.published_at is None


class Word(models.Model):
    """A word that published articles hold, folded: what a mistyped one is compared with."""

    folded = models.TextField(primary_key=True)

    def __str__(self) -> str:
        return self.folded
