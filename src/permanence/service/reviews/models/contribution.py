"""What everybody who took part is asked, and what they answered."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.reviews.models.post_mortem import PostMortem
from permanence.world.accounts.models import Specialist


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def unanswered(self) -> Self:
        """Those of people who have said nothing yet."""
        return self.filter(answered_at=None)


class Contribution(models.Model):
    """One person's part: what went well, what failed, and why; "nothing to add" is an answer.

    `specialist` is empty of somebody who was called and answered without a log-in of ours; they
    answer by the link in the mail. `part` says how they took part.
    """

    class Part(models.TextChoices):
        MEMBER = "member"
        AUTHOR = "author"
        CALLED = "called"

    post_mortem = models.ForeignKey(
        PostMortem, models.PROTECT, related_name="contributions", db_index=False
    )
    specialist = models.ForeignKey(Specialist, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=6, choices=Part.choices)
    name = models.TextField()
    email = models.TextField()
    language = models.CharField(max_length=5)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    successes = models.TextField(default="", blank=True)
    failures = models.TextField(default="", blank=True)
    causes = models.TextField(default="", blank=True)
    has_nothing = models.BooleanField(default=False)

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("post_mortem", "email", name="person_is_asked_once"),
            models.CheckConstraint(
                name="contribution_says_something_or_nothing_to_add",
                condition=Q(answered_at=None, successes="", failures="", causes="")
                | Q(answered_at__isnull=False, has_nothing=True)
                | Q(answered_at__isnull=False) & ~Q(successes="", failures="", causes=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["specialist"],
                condition=Q(answered_at=None),
                name="contribution_that_is_missing",
            ),
        ]

    def __str__(self) -> str:
        return f"contribution {self.pk} to post-mortem {self.post_mortem_id}"
