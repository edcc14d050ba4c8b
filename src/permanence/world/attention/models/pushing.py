"""The browsers that are told when no page is open, and what is on its way to them."""

from __future__ import annotations

from django.db import models

from permanence.world.accounts.models import Specialist


class Browser(models.Model):
    """A browser that somebody lets be told: its address at a push service, and its keys.

    `handle` is what the browser itself keeps in a cookie: whoever logs out there is not told there
    any more. `device` is what it calls itself.
    """

    specialist = models.ForeignKey(Specialist, models.CASCADE, related_name="+")
    address = models.TextField(unique=True)
    key = models.TextField()
    secret = models.TextField()
    handle = models.TextField(unique=True)
    device = models.TextField(default="", blank=True)
    since = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"browser {self.pk} of specialist {self.specialist_id}"


class Push(models.Model):
    """One message to one browser, until it arrived or was given up: of which notices it tells.

    Without notices it only tries whether messages arrive.
    """

    browser = models.ForeignKey(Browser, models.CASCADE, related_name="+")
    notices = models.JSONField(default=list)
    due_at = models.DateTimeField()
    made_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="push_by_due")]

    def __str__(self) -> str:
        return f"push {self.pk} to browser {self.browser_id}"


class PushKey(models.Model):
    """The installation's own pair of keys for push services, the private one sealed."""

    public = models.TextField()
    sealed = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_key_pushes", condition=models.Q(id=1)),
        ]

    def __str__(self) -> str:
        return f"push key of {self.made_at:%F}"
