"""The clocks of an incident: what has to happen by when, and whether it did."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from permanence.promises.clocks.models import Deadline
from permanence.promises.contracts.models import ContractVersion
from permanence.service.incidents.models.incident import Incident
from permanence.service.incidents.rules.clocks import Timing


class IncidentClockQuerySet(models.QuerySet["IncidentClock"]):
    def running(self) -> Self:
        """Those whose matter has still to happen, be it late."""
        return self.filter(met_at=None, withdrawn_at=None)

    def standing(self) -> Self:
        """Those that were not replaced by another."""
        return self.filter(withdrawn_at=None)


class IncidentClock(models.Model):
    """One time that runs in an incident: of the whole, or of one customer.

    `since` says what it starts from ("occurrence", "detection", "awareness", …). At the goal
    people are warned, at the limit the ladder is climbed; `missed_at` is the limit itself, and
    stays when the matter happened later. No verdict is ever rewritten: a corrected occurrence
    withdraws the clock and starts another. `contract_version` is what promises a customer a shorter
    time than the policy does.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="clocks", db_index=False)
    organisation_id = models.BigIntegerField(null=True)
    key = models.CharField(max_length=80)
    since = models.SlugField(db_index=False)
    start_at = models.DateTimeField()
    goal_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    reason = models.TextField(default="", blank=True)
    contract_version = models.ForeignKey(
        ContractVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="+")

    objects = IncidentClockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "key", "since", "organisation_id"],
                condition=Q(met_at=None, withdrawn_at=None),
                nulls_distinct=False,
                name="one_clock_of_a_matter_runs_at_a_time",
            ),
            models.CheckConstraint(
                name="clock_is_missed_at_its_limit",
                condition=Q(missed_at=None) | Q(missed_at=F("limit_at")),
            ),
            models.CheckConstraint(
                name="clock_met_at_its_limit_is_missed",
                condition=Q(met_at=None) | Q(met_at__lt=F("limit_at")) | Q(missed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="goal_of_a_clock_lies_before_its_limit",
                condition=Q(goal_at=None) | Q(goal_at__lte=F("limit_at")),
            ),
        ]
        indexes = [models.Index(fields=["incident", "id"], name="clock_of_incident")]

    def __str__(self) -> str:
        return f"{self.key} from {self.since} of incident {self.incident_id}"

    @property
    def contract(self) -> str:
        """The number of the contract that promises it; empty where the policy does."""
        return self.contract_version.contract.number if self.contract_version else ""

    @property
    def timing(self) -> Timing:
        """Its instants, as rules judge them."""
        return Timing(self.start_at, self.goal_at, self.limit_at)
