"""Articles, the topics under which they stand, and how a desk keeps them."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from permanence.service.knowledge.rules.audiences import AUDIENCES, seen_by
from permanence.service.knowledge.rules.references import speak_article
from permanence.service.knowledge.rules.writing import Card
from permanence.world.accounts.models import Desk, Specialist


class Topic(models.Model):
    """A heading under which articles of a desk stand, `{language: name}`."""

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    names = models.JSONField()
    rank = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="topic_has_a_name", condition=~Q(names={})),
        ]
        indexes = [models.Index(fields=["desk", "rank", "id"], name="topics_of_desk")]

    def __str__(self) -> str:
        return f"topic {self.pk} of desk {self.desk_id}"

    def name_in(self, language: str, *, otherwise: str = "") -> str:
        """Return what it is called in a language, or else in another."""
        for one in (language, otherwise, "en", *self.names):
            if found := self.names.get(one):
                return str(found)
        return ""


class Practice(models.Model):
    """How a desk keeps its articles; one without a row lets authors publish what they wrote."""

    desk = models.OneToOneField(Desk, models.PROTECT, related_name="+")
    needs_another = models.BooleanField(default=False)
    review_months = models.IntegerField(default=12)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="articles_are_reviewed_within_years",
                condition=Q(review_months__gte=1, review_months__lte=60),
            ),
        ]

    def __str__(self) -> str:
        return f"practice of desk {self.desk_id}"


class ArticleQuerySet(models.QuerySet["Article"]):
    def standing(self) -> Self:
        """Those that are published in some language and not retired."""
        return self.filter(retired_at=None).exclude(languages=[])

    def read_by(self, audience: str) -> Self:
        """Those that one of this audience may read."""
        return self.filter(audience__in=seen_by(audience))

    def due(self, day: date) -> Self:
        """Those whose owner has to look whether they are still right."""
        return self.standing().filter(review_due_on__lte=day)


class Article(models.Model):
    """One matter explained, in one or more languages; its texts stand in its versions.

    `languages` are those in which it is published. `number` counts on its desk. One that is
    retired is found by nobody any more, and stays readable where it was used.
    """

    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    topic = models.ForeignKey(Topic, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=9, choices=[(one, one) for one in AUDIENCES])
    components = ArrayField(models.TextField(), default=list)
    owner = models.ForeignKey(Specialist, models.PROTECT, null=True, related_name="+")
    languages = ArrayField(models.CharField(max_length=5), default=list)
    made_at = models.DateTimeField()
    review_due_on = models.DateField(null=True)
    review_told_at = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)
    retired_by = models.TextField(default="", blank=True)
    retired_reason = models.TextField(default="", blank=True)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("desk", "number", name="article_number_is_unique_on_a_desk"),
            models.CheckConstraint(
                name="article_is_for_a_known_audience", condition=Q(audience__in=AUDIENCES)
            ),
            models.CheckConstraint(
                name="article_that_is_retired_says_why",
                condition=Q(retired_at=None, retired_reason="")
                | Q(retired_at__isnull=False) & ~Q(retired_reason=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["review_due_on"],
                condition=Q(retired_at=None, review_told_at=None, review_due_on__isnull=False),
                name="article_to_be_reviewed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} of desk {self.desk_id}"

    @property
    def reference(self) -> str:
        """What it is named by, "KB-12"."""
        return speak_article(self.number)

    @property
    def card(self) -> Card:
        """What holds for it in every language."""
        return Card(
            audience=self.audience,
            topic=self.topic_id,
            components=tuple(self.components),
            owner=self.owner_id,
            review_due_on=self.review_due_on,
        )
