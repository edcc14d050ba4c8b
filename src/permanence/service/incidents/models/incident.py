"""One incident: a security breach, or a disruption that touches several customers."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.promises.policies.models import PolicyVersion
from permanence.service.incidents.rules.naming import name_incident
from permanence.world.accounts.models import Desk, Specialist

UNCLOSED = ("suspected", "declared", "resolved")


class IncidentQuerySet(models.QuerySet["Incident"]):
    def open(self) -> Self:
        """Those that are suspected, or go on."""
        return self.filter(state__in=(Incident.State.SUSPECTED, Incident.State.DECLARED))

    def unclosed(self) -> Self:
        """Those that go on, and those that are resolved and not closed yet."""
        return self.filter(state__in=UNCLOSED)

    def real(self) -> Self:
        """Those that are no drills."""
        return self.filter(drill=False)


class Incident(models.Model):
    """One incident of a desk, and the instants that matter in it.

    Its clocks run from `occurred_at`, which may be corrected, and from `detected_at`. `number` is
    also its key, so that there is one way to name it. `severity` is 1 or 2 (SPEC A7). `title` is
    for those who work on it, in their language; no customer reads it. `opened_by` is who declared
    it or suspected it. A drill is led by the same code and told to nobody outside.
    """

    class Kind(models.TextChoices):
        SECURITY = "security"
        DISRUPTION = "disruption"

    class State(models.TextChoices):
        SUSPECTED = "suspected"
        DECLARED = "declared"
        RESOLVED = "resolved"
        CLOSED = "closed"
        DISMISSED = "dismissed"

    number = models.BigIntegerField(unique=True)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices)
    severity = models.SmallIntegerField()
    title = models.TextField()
    language = models.CharField(max_length=5)
    occurred_at = models.DateTimeField()
    detected_at = models.DateTimeField()
    suspected_at = models.DateTimeField(null=True)
    declared_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    dismissed_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list)
    cause = models.TextField(default="", blank=True)
    policy_version = models.ForeignKey(
        PolicyVersion, models.PROTECT, related_name="+", db_index=False
    )
    drill = models.BooleanField(default=False)
    lead = models.ForeignKey(
        Specialist, models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_by = models.TextField()
    opened_by_name = models.TextField(default="", blank=True)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="incident_is_named_by_its_key", condition=Q(id=F("number"))
            ),
            models.CheckConstraint(
                name="incident_is_of_a_known_kind", condition=Q(kind__in=("security", "disruption"))
            ),
            models.CheckConstraint(
                name="incident_is_grave", condition=Q(severity__gte=1, severity__lte=2)
            ),
            models.CheckConstraint(
                name="incident_occurs_before_it_is_detected",
                condition=Q(occurred_at__lte=F("detected_at")),
            ),
            models.CheckConstraint(
                name="incident_is_suspected_or_declared",
                condition=Q(suspected_at__isnull=False) | Q(declared_at__isnull=False),
            ),
            models.CheckConstraint(
                name="incident_says_when_it_came_to_its_state",
                condition=Q(state="suspected", declared_at=None, resolved_at=None, closed_at=None)
                | Q(state="declared", declared_at__isnull=False, resolved_at=None, closed_at=None)
                | Q(state="resolved", resolved_at__isnull=False, closed_at=None)
                | Q(state="closed", resolved_at__isnull=False, closed_at__isnull=False)
                | Q(state="dismissed", declared_at=None, dismissed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["desk", "-id"], name="incident_of_desk"),
            models.Index(
                fields=["desk"],
                condition=Q(state__in=("suspected", "declared")),
                name="incident_that_goes_on",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What it is called: "I-1042"."""
        return name_incident(self.number)

    @property
    def subject(self) -> str:
        """What it is in the journal and on live pages."""
        return f"incident:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it is suspected, or goes on."""
        return self.state in {self.State.SUSPECTED, self.State.DECLARED}
