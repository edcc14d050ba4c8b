"""Escalations: a customer says that our word is not kept, and the manager rules."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from permanence.service.tickets.models.ticket import Ticket
from permanence.world.accounts.models import Specialist, Team


class Escalation(models.Model):
    """One escalation by a customer, from its words to the attention that it was owed (SPEC A9).

    `ground` is empty while nobody has said which it is; `added` holds what was said after. `called`
    is the rung called last, by its title in each language, which has until `called_until`;
    `taken_title` the one that took over. Where it was upheld, `place` names the kind of the right
    place: `level`, `team` or `person`; `place_title` is the name of it that the customer is told.
    `attended_at` is when somebody there acted. It is over at
    `ended_at`: declined, attended to, or solved before.
    """

    class Ground(models.TextChoices):
        POLICIES = "policies"
        PRACTICES = "practices"
        COMMITMENTS = "commitments"
        HELP = "help"

    class Verdict(models.TextChoices):
        UPHELD = "upheld"
        PARTLY = "partly"
        DECLINED = "declined"

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="escalations", db_index=False)
    desk_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField(null=True)
    ground = models.CharField(max_length=12, choices=Ground.choices, default="", blank=True)
    words = models.TextField()
    added = models.JSONField(default=list)
    channel = models.SlugField()
    author = models.TextField()
    author_name = models.TextField()
    at = models.DateTimeField()
    climb_id = models.BigIntegerField(null=True)
    called = models.JSONField(default=dict)
    called_at = models.DateTimeField(null=True)
    called_until = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_title = models.TextField(default="", blank=True)
    ruled_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices, default="", blank=True)
    reasons = models.TextField(default="", blank=True)
    ruled_by = models.TextField(default="", blank=True)
    ruled_by_name = models.TextField(default="", blank=True)
    place = models.CharField(max_length=6, default="", blank=True)
    level = models.SmallIntegerField(null=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    person = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )
    place_title = models.TextField(default="", blank=True)
    attended_at = models.DateTimeField(null=True)
    attended_by = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(ended_at=None),
                name="one_escalation_is_open_on_a_ticket",
            ),
            models.CheckConstraint(
                name="escalation_that_was_ruled_says_how",
                condition=Q(ruled_at=None, verdict="") | Q(ruled_at__isnull=False) & ~Q(verdict=""),
            ),
            models.CheckConstraint(
                name="escalation_upheld_names_the_right_place",
                condition=Q(verdict__in=["", "declined"], place="")
                | Q(place="level", level__isnull=False)
                | Q(place="team", team__isnull=False)
                | Q(place="person", person__isnull=False),
            ),
            models.CheckConstraint(
                name="escalation_is_attended_to_after_the_ruling",
                condition=Q(attended_at=None) | Q(attended_at__gte=F("ruled_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="escalation_of_ticket"),
            models.Index(fields=["desk_id", "at"], name="escalation_of_desk"),
            models.Index(fields=["id"], condition=Q(ended_at=None), name="escalation_open"),
        ]

    def __str__(self) -> str:
        return f"escalation {self.pk} of ticket {self.ticket_id}"


class Introduction(models.Model):
    """That a customer was told which specialist works on their request; told once of each."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "ticket", "specialist", name="customer_is_told_of_a_specialist_once"
            ),
        ]

    def __str__(self) -> str:
        return f"specialist {self.specialist_id} on ticket {self.ticket_id}"
