"""Legal holds: what must not go, whatever the schedule says."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q


class HoldQuerySet(models.QuerySet["Hold"]):
    def standing(self) -> Self:
        """Those that nobody has released."""
        return self.filter(released_at=None)


class Hold(models.Model):
    """That a file, or all of a contact or an organisation, must be kept: why, by whom, until when.

    Exactly one of the three is named. While it stands the database itself refuses to delete or
    empty what is under it (`0003_holds.py`). It ends by an act with a reason, never by itself.
    """

    ticket_id = models.BigIntegerField(null=True)
    contact_id = models.BigIntegerField(null=True)
    organisation_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    by = models.TextField()
    by_name = models.TextField()
    since = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by_name = models.TextField(default="", blank=True)
    release_reason = models.TextField(default="", blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="hold_is_on_one_thing",
                condition=Q(ticket_id__isnull=False, contact_id=None, organisation_id=None)
                | Q(ticket_id=None, contact_id__isnull=False, organisation_id=None)
                | Q(ticket_id=None, contact_id=None, organisation_id__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_is_released_by_somebody_for_a_reason",
                condition=Q(released_at=None, released_by_name="", release_reason="")
                | Q(released_at__isnull=False) & ~Q(released_by_name="") & ~Q(release_reason=""),
            ),
            models.UniqueConstraint(
                fields=["ticket_id", "contact_id", "organisation_id"],
                nulls_distinct=False,
                condition=Q(released_at=None),
                name="a_thing_is_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"hold {self.pk} on {self.subject}"

    @property
    def subject(self) -> str:
        """What is held, as the journal names it."""
        if self.ticket_id:
            return f"ticket:{self.ticket_id}"
        if self.contact_id:
            return f"contact:{self.contact_id}"
        return f"organisation:{self.organisation_id}"
