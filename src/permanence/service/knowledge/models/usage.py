"""Where articles were used, how often they are read, and whether they helped: nobody's names."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.service.knowledge.models.article import Article


class Usage(models.Model):
    """An article was named on a ticket, or sent with an entry of it; the ticket is a bare key."""

    class Kind(models.TextChoices):
        LINKED = "linked"
        SENT = "sent"

    article = models.ForeignKey(Article, models.PROTECT, related_name="usages", db_index=False)
    ticket = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article", "ticket", "kind", name="article_is_used_once_on_a_ticket"
            ),
        ]
        indexes = [models.Index(fields=["ticket"], name="articles_of_ticket")]

    def __str__(self) -> str:
        return f"article {self.article_id} {self.kind} on ticket {self.ticket}"


class Reading(models.Model):
    """How often an article was read in a language, on one day, on the desk or on the portal."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=5)
    day = models.DateField()
    face = models.CharField(max_length=6)
    times = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article", "day", "language", "face", name="readings_are_counted_by_day"
            ),
            models.CheckConstraint(
                name="article_is_read_on_a_known_face", condition=Q(face__in=("desk", "portal"))
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} read {self.times} times on {self.day}"


class Verdict(models.Model):
    """How many readers of a day said that an article helped them, and how many that it did not."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=5)
    day = models.DateField()
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article", "day", "language", name="verdicts_are_counted_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} helped {self.yes} and not {self.no} on {self.day}"
