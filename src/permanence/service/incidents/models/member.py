"""Who works on an incident, in which of its three teams."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.service.incidents.models.incident import Incident
from permanence.world.accounts.models import Specialist


class MemberQuerySet(models.QuerySet["Member"]):
    def present(self) -> Self:
        """Those who have not left."""
        return self.filter(left_at=None)


class Member(models.Model):
    """One specialist in one team of an incident, from when to when."""

    class Team(models.TextChoices):
        NOTIFICATION = "notification"
        INVESTIGATION = "investigation"
        POST_MORTEM = "post_mortem"

    class Duty(models.TextChoices):
        LEAD = "lead"
        MEMBER = "member"
        EXPERT = "expert"

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="members", db_index=False)
    team = models.CharField(max_length=13, choices=Team.choices)
    specialist = models.ForeignKey(Specialist, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=6, choices=Duty.choices, default=Duty.MEMBER)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "team", "specialist"],
                condition=Q(left_at=None),
                name="specialist_is_once_in_a_team",
            ),
            models.UniqueConstraint(
                fields=["incident", "team"],
                condition=Q(left_at=None, duty="lead"),
                name="team_of_an_incident_has_one_lead",
            ),
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(left_at=None) | Q(left_at__gte=F("joined_at")),
            ),
        ]
        indexes = [models.Index(fields=["incident", "id"], name="member_of_incident")]

    def __str__(self) -> str:
        return f"{self.duty} {self.specialist_id} in {self.team} of incident {self.incident_id}"
