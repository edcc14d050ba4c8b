"""Where articles were used, how often they are read, and whether they helped: nobody's names."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.service.knowledge.models.article import Article


class Usage(models.Model):
    """An article was named on a ticket, sent with an entry of it, or read by who then wrote it.

    The ticket is a bare key. Who read it stands on the ticket, not here.
    """

    class Kind(models.TextChoices):
        LINKED = "linked"
        SENT = "sent"
        READ = "read"

    article = models.ForeignKey(Article, models.PROTECT, related_name="usages", db_index=False)
    ticket = models.BigIntegerField()
    entry = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    by = models.TextField(blank=True)
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
    """How many readers of a day said that an article helped them, and how many that it did not.

    `spared` are those of the first who were about to write to the desk and then did not.
    """

    article = models.ForeignKey(Article, models.PROTECT, related_name="+", db_index=False)
    language = models.CharField(max_length=5)
    day = models.DateField()
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)
    spared = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "article", "day", "language", name="verdicts_are_counted_by_day"
            ),
            models.CheckConstraint(
                name="who_was_spared_a_request_was_helped", condition=Q(spared__lte=F("yes"))
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id} helped {self.yes} and not {self.no} on {self.day}"
