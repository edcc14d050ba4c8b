"""Which files are confidential, and who may know of them."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from permanence.service.tickets.models.ticket import Ticket
from permanence.world.accounts.models import Specialist, Team


class Secrecy(models.Model):
    """A file is confidential from one moment to another, for a reason that stays.

    While it is, `Ticket.confidential` says the same, so that lists need not ask here.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    reason = models.TextField()
    by = models.TextField()
    by_name = models.TextField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.TextField(default="", blank=True)
    ended_by_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at=None), name="ticket_is_confidential_once"
            ),
            models.CheckConstraint(name="secrecy_has_a_reason", condition=~Q(reason="")),
        ]
        indexes = [models.Index(fields=["ticket", "since"], name="secrecy_of_ticket")]

    def __str__(self) -> str:
        return f"ticket {self.ticket_id} is confidential since {self.since:%F %T}"


class KnowerQuerySet(models.QuerySet["Knower"]):
    def named(self) -> Self:
        """Those who were chosen; the others broke the glass."""
        return self.filter(until=None)

    def standing(self, at: datetime) -> Self:
        """Those who may know at that moment."""
        return self.filter(Q(until=None) | Q(until__gt=at))


class Knower(models.Model):
    """Somebody, or a team, who may know of a confidential file.

    `until` is empty for who was chosen. Who broke the glass wrote a `reason` first, and may know
    until then.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    specialist = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )
    team = models.ForeignKey(Team, models.CASCADE, null=True, related_name="+", db_index=False)
    since = models.DateTimeField()
    by_name = models.TextField()
    reason = models.TextField(default="", blank=True)
    until = models.DateTimeField(null=True)

    objects = KnowerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="knower_is_a_person_or_a_team",
                condition=Q(specialist__isnull=False, team=None)
                | Q(specialist=None, team__isnull=False),
            ),
            models.CheckConstraint(
                name="glass_is_broken_by_a_person_with_a_reason",
                condition=Q(until=None) | Q(specialist__isnull=False) & ~Q(reason=""),
            ),
            models.UniqueConstraint(
                fields=["ticket", "specialist"],
                condition=Q(until=None, specialist__isnull=False),
                name="person_is_chosen_once",
            ),
            models.UniqueConstraint(
                fields=["ticket", "team"],
                condition=Q(team__isnull=False),
                name="team_is_chosen_once",
            ),
        ]
        indexes = [models.Index(fields=["ticket", "specialist"], name="knower_of_ticket")]

    def __str__(self) -> str:
        return f"specialist {self.specialist_id} or team {self.team_id} of {self.ticket_id}"
