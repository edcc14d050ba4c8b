"""What the public reads of an incident: its title and each of its texts."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.incidents.models import Incident
from permanence.service.status.rules.publishing import Stage
from permanence.world.accounts.models import Desk


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def shown(self) -> Self:
        """Those that the public reads."""
        return self.filter(shown_at__isnull=False, withdrawn_at=None)


class Appearance(models.Model):
    """That an incident stands on the status page, under a title of its own.

    Before it is shown it holds drafts only. `is_automatic` means that no person had to publish it.
    """

    incident = models.OneToOneField(Incident, models.PROTECT, related_name="+")
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+")
    titles = models.JSONField(default=dict)
    shown_at = models.DateTimeField(null=True)
    shown_name = models.TextField(default="", blank=True)
    is_automatic = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_name = models.TextField(default="", blank=True)
    withdrawn_reason = models.TextField(default="", blank=True)

    objects = AppearanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="what_is_shown_has_a_title", condition=Q(shown_at=None) | ~Q(titles={})
            ),
            models.CheckConstraint(
                name="withdrawing_has_a_reason",
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"appearance of incident {self.incident_id}"


class UpdateQuerySet(models.QuerySet["Update"]):
    def standing(self) -> Self:
        """Those that are published and that no correction has replaced."""
        return self.filter(published_at__isnull=False, replaced_at=None)

    def drafts(self) -> Self:
        """Those that wait for approval."""
        return self.filter(published_at=None)


class Update(models.Model):
    """One text about an incident for everybody, in its languages; published once it is approved.

    What was published never changes: a correction is an update that replaces it. `is_plain` is
    the minimal text that needs no person.
    """

    appearance = models.ForeignKey(Appearance, models.PROTECT, related_name="updates")
    stage = models.SlugField(db_index=False)
    texts = models.JSONField()
    is_plain = models.BooleanField(default=False)
    written_at = models.DateTimeField()
    written_by = models.TextField()
    written_name = models.TextField()
    published_at = models.DateTimeField(null=True)
    approved_by = models.TextField(default="", blank=True)
    approved_name = models.TextField(default="", blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="+")
    replaced_at = models.DateTimeField(null=True)

    objects = UpdateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="update_is_at_a_known_stage",
                condition=Q(stage__in=[str(one) for one in Stage]),
            ),
            models.CheckConstraint(name="update_has_words", condition=~Q(texts={})),
            models.CheckConstraint(
                name="published_update_was_approved_or_is_plain",
                condition=Q(published_at=None) | Q(is_plain=True) | ~Q(approved_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"update {self.pk} on {self.appearance_id}"
