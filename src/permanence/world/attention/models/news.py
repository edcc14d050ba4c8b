"""Who wants to hear of what."""

from __future__ import annotations

from django.db import models

from permanence.world.accounts.models import Specialist


class Watch(models.Model):
    """A specialist hears of what happens to a subject ("ticket:123"); it gives no right to it."""

    subject = models.TextField()
    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint("subject", "specialist", name="subject_is_watched_once"),
        ]

    def __str__(self) -> str:
        return f"specialist {self.specialist_id} watches {self.subject}"
