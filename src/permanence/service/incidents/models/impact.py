"""Whom an incident touches, list by list; no role may change or delete one."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from permanence.promises.contracts.models import ContractVersion
from permanence.service.incidents.models.incident import Incident
from permanence.service.incidents.rules.impact import Ground, Line, Standing
from permanence.world.accounts.models import Organisation


class ImpactRevision(models.Model):
    """One list of the customers that an incident touches, whole, and what it was reckoned from.

    `components` are those that had failed, `rule` the version of the rules; `digest` is the
    SHA-256 of the list and of the one before it. The last one counts.
    """

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    at = models.DateTimeField()
    actor = models.TextField()
    actor_name = models.TextField(default="", blank=True)
    rule = models.IntegerField()
    components = models.JSONField(default=list)
    possible = models.IntegerField(default=0)
    confirmed = models.IntegerField(default=0)
    excluded = models.IntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "incident", "number", name="lists_of_touched_are_numbered_by_incident"
            ),
        ]

    def __str__(self) -> str:
        return f"list {self.number} of incident {self.incident_id}"

    @property
    def told(self) -> int:
        """How many customers are to hear of the incident."""
        return self.possible + self.confirmed


class Judgement(models.Model):
    """What a person decided of some customers of an incident, and why; kept from customers."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=9)
    reason = models.TextField(default="", blank=True)
    signals = models.JSONField(default=list)
    at = models.DateTimeField()
    actor = models.TextField()
    actor_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="customer_is_excluded_by_a_person_for_a_reason",
                condition=~Q(standing="excluded")
                | (~Q(reason="") & Q(actor__startswith="specialist:")),
            ),
            models.CheckConstraint(
                name="judgement_is_confirmed_or_excluded",
                condition=Q(standing__in=("confirmed", "excluded")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.standing} in incident {self.incident_id} by {self.actor_name}"


class Touched(models.Model):
    """One customer on one list: how sure it is, and by which way the incident reaches it.

    `path` leads from the component that failed up to the one that the contract gives, by their
    keys in the catalogue.
    """

    revision = models.ForeignKey(
        ImpactRevision, models.PROTECT, related_name="touched", db_index=False
    )
    incident_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    standing = models.CharField(max_length=9)
    ground = models.CharField(max_length=11)
    path = models.JSONField(default=list)
    contract_version = models.ForeignKey(
        ContractVersion, models.PROTECT, null=True, related_name="+", db_index=False
    )
    judgement = models.ForeignKey(
        Judgement, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("revision", "organisation", name="customer_is_once_on_a_list"),
            models.CheckConstraint(
                name="customer_is_touched_in_a_known_way",
                condition=Q(standing__in=[str(one) for one in Standing])
                & Q(ground__in=[str(one) for one in Ground]),
            ),
            models.CheckConstraint(
                name="what_is_not_merely_possible_was_judged",
                condition=Q(standing="possible") | Q(judgement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} is {self.standing}"

    @property
    def reason(self) -> str:
        """Why a person decided so; empty where nobody did."""
        return self.judgement.reason if self.judgement else ""

    @property
    def line(self) -> Line:
        """The row as the rules compare it."""
        return Line(
            self.organisation_id,
            self.standing,
            self.ground,
            tuple(self.path),
            self.contract_version_id,
            self.judgement_id,
        )


class ImpactConfirmation(models.Model):
    """A person found a list right: the incident is assessed."""

    revision = models.OneToOneField(
        ImpactRevision, models.PROTECT, related_name="confirmation", primary_key=True
    )
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.TextField()
    actor_name = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="impact_is_confirmed_by_a_person",
                condition=Q(actor__startswith="specialist:"),
            ),
        ]

    def __str__(self) -> str:
        return f"list {self.revision_id} found right by {self.actor_name}"
