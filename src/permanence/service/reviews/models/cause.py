"""Why it happened, and why it was handled so: statements, each of which may be asked again."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.reviews.models.post_mortem import PostMortem
from permanence.service.reviews.rules.causes import KINDS, Side, Statement


class CauseQuerySet(models.QuerySet["Cause"]):
    def standing(self) -> Self:
        """Those that nobody took back, in the order in which they were said."""
        return self.filter(withdrawn_at=None).order_by("pk")


class Cause(models.Model):
    """One statement: the problem or a failure in handling it, else the answer to a "why?".

    The two sides are kept apart: sources of the problem, and failures in how it was handled. The
    database lets no answer stand on another side than its question.
    """

    class Side(models.TextChoices):
        SOURCE = "source"
        FAILURE = "failure"

    post_mortem = models.ForeignKey(PostMortem, models.PROTECT, related_name="causes")
    side = models.CharField(max_length=8, choices=Side.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.SlugField(choices=[(kind, kind) for kind in KINDS])
    text = models.TextField()
    is_root = models.BooleanField(default=False)
    by_name = models.TextField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_name = models.TextField(default="", blank=True)

    objects = CauseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="cause_says_something", condition=~Q(text="")),
            models.CheckConstraint(name="cause_is_of_a_known_kind", condition=Q(kind__in=KINDS)),
        ]

    def __str__(self) -> str:
        return f"cause {self.pk} in post-mortem {self.post_mortem_id}"

    @property
    def statement(self) -> Statement:
        """The statement as the rules read it."""
        side: Side = "source" if self.side == self.Side.SOURCE else "failure"
        return Statement(self.pk, self.parent_id, side, self.kind, self.text, self.is_root)
